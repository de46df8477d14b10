import type { AccountRules, AddAccountRule } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { accountTables } from '../accounts.tables.ts';
import { recountAll } from '../sweeps/recount.ts';
import { rulePolicies } from './rules.policy.ts';
import { readRules, rulesOfficeOf } from './view-rules.ts';

/** Further ahead is a slip of the keyboard: no budget is set so early. */
const YEARS_AHEAD = 3;

function assertDay(day: string, today: string): void {
  const last = `${Number(today.slice(0, 4)) + YEARS_AHEAD}-12-31`;
  const problem =
    day < today
      ? 'Quy định mới có hiệu lực từ hôm nay trở đi; số liệu của những ngày đã qua giữ nguyên theo quy định khi đó. Chọn ngày từ hôm nay.'
      : 'Ngày hiệu lực quá xa. Chọn ngày trong ba năm tới.';
  if (day < today || day > last) {
    throw invalid('accounts.rule_day_invalid', problem, [{ path: 'validFrom', message: problem }]);
  }
}

/** 0 rows: a rule of that day holds already and is history. */
async function store(tx: Tx, given: AddAccountRule, today: string): Promise<bigint> {
  const tables = accountTables(tx);
  if (given.kind === 'tariff') {
    const values = { amount_vnd: given.amountVnd, payer: given.payer, basis: given.basis };
    const { numInsertedOrUpdatedRows = 0n } = await tables
      .insertInto('account_tariff')
      .values({ valid_from: given.validFrom, ...values })
      .onConflict((row) => row.column('valid_from').doUpdateSet(values).where('account_tariff.valid_from', '>', today))
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows;
  }
  const values = { days: given.days, basis: given.basis };
  const { numInsertedOrUpdatedRows = 0n } = await tables
    .insertInto('account_idle_rule')
    .values({ valid_from: given.validFrom, ...values })
    .onConflict((row) => row.column('valid_from').doUpdateSet(values).where('account_idle_rule.valid_from', '>', today))
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows;
}

/**
 * A rule from a day on, never backwards: what has held stays as it was, what has not begun may be corrected. The waste board
 * follows from that day (spec requests.md §8, fee).
 */
export async function addAccountRule(context: ActingContext, given: AddAccountRule): Promise<AccountRules> {
  const { subject } = context;
  const { agencyId } = subject;
  const today = vietnamDate(context.clock.now());
  return command(context, async (tx) => {
    rulePolicies.authorize('accounts.set_rules', subject, await rulesOfficeOf(tx, agencyId));
    assertDay(given.validFrom, today);
    await recountAll(tx);
    const before = await readRules(tx, context);
    if ((await store(tx, given, today)) === 0n) {
      throw conflict(
        'accounts.rule_in_force',
        'Quy định từ ngày này đã có hiệu lực nên không sửa được nữa. Đặt quy định mới từ ngày mai.',
      );
    }
    const replaced = (given.kind === 'tariff' ? before.tariffs : before.idleRules).find(
      ({ validFrom }) => validFrom === given.validFrom,
    );
    await record(tx, context, {
      action: 'accounts.rule_set',
      agencyId,
      objectKind: 'account_rule',
      objectId: agencyId,
      detail: { before: replaced ?? null, after: given },
    });
    await publish(tx, { topic: 'accounts', agencyId });
    return readRules(tx, context);
  });
}
