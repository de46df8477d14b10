import type { AccountEntryView, KeepAccount } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { type AccountAction, accountPolicies } from '../accounts.policy.ts';
import { type ListedAccount, policyFacts } from '../accounts.presenter.ts';
import { IN_USE } from '../accounts.states.ts';
import { addHistory, lockById, updateAccount } from '../accounts.store.ts';
import { addDays } from '../dates.ts';
import { ruledDay } from '../day.ts';
import { getVisibleAccount } from '../queries/list-accounts.ts';
import { viewEntry } from '../queries/view-account.ts';

/** Maternity leave is six months, studies rarely longer than a year; who stays away longer is asked about again. */
const LONGEST_DAYS = 400;

function wrongUntil(message: string) {
  return invalid('accounts.keep_until', message, [{ path: 'until', message }]);
}

/** @throws AppError 422 `accounts.keep_until` */
export function assertKeepUntil(until: string, today: string): void {
  if (until <= today) {
    throw wrongUntil('Ngày hết hạn giữ phải sau hôm nay.');
  }
  if (until > addDays(today, LONGEST_DAYS)) {
    throw wrongUntil(`Giữ lâu nhất đến ${printDay(addDays(today, LONGEST_DAYS))}. Hết hạn, nếu vẫn cần thì gia hạn.`);
  }
}

async function lockFor(
  tx: Tx,
  context: ActingContext,
  id: string,
  action: AccountAction,
): Promise<{ row: ListedAccount; today: string }> {
  await lockById(tx, id);
  const [row, day] = await Promise.all([getVisibleAccount(tx, context, id), ruledDay(tx, context)]);
  accountPolicies.authorize(action, context.subject, policyFacts(context.subject, row, day.today));
  return { row, today: day.today };
}

/** Keeps an account that is not used for a while, until a day and with its reason; it costs, but nobody is asked to give it up. */
export async function keepAccount(context: ActingContext, id: string, body: KeepAccount): Promise<AccountEntryView> {
  return command(context, async (tx) => {
    const { row, today } = await lockFor(tx, context, id, 'accounts.keep');
    assertKeepUntil(body.until, today);
    await keepRow(tx, context, row, body);
    await record(tx, context, {
      action: 'accounts.kept',
      agencyId: row.agency_id,
      objectKind: 'account',
      objectId: row.id,
      detail: { name: row.name, reason: body.reason, until: body.until },
    });
    await publish(tx, { topic: 'accounts', agencyId: row.agency_id, ids: [row.id] });
    return viewEntry(tx, context, id);
  });
}

/** @throws AppError 409 `accounts.wrong_state` when it is in use no more */
export async function keepRow(
  tx: Tx,
  context: ActingContext,
  row: Pick<ListedAccount, 'agency_id' | 'id' | 'name'>,
  keep: { reason: string; until: string },
): Promise<void> {
  const kept = await updateAccount(tx, context, row, {
    from: IN_USE,
    set: { kept_reason: keep.reason, kept_until: keep.until },
  });
  if (!kept) {
    throw conflict('accounts.wrong_state', `Tài khoản ${row.name} không còn dùng nên không giữ được. Tải lại trang.`);
  }
  await addHistory(tx, context, row, { text: `Giữ đến ${printDay(keep.until)}: ${keep.reason}` });
}

export async function unkeepAccount(context: ActingContext, id: string): Promise<AccountEntryView> {
  return command(context, async (tx) => {
    const { row } = await lockFor(tx, context, id, 'accounts.unkeep');
    await updateAccount(tx, context, row, { set: { kept_reason: null, kept_until: null } });
    await addHistory(tx, context, row, { text: `Thôi giữ (${row.kept_reason ?? ''})` });
    await record(tx, context, {
      action: 'accounts.unkept',
      agencyId: row.agency_id,
      objectKind: 'account',
      objectId: row.id,
      detail: { name: row.name },
    });
    await publish(tx, { topic: 'accounts', agencyId: row.agency_id, ids: [row.id] });
    return viewEntry(tx, context, id);
  });
}
