import { recordAll } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { AppError } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ACCOUNT_TRANSITIONS, leaveLabel } from '../accounts.states.ts';
import { accountNameKey, accountNotFound, addHistories, refreshDuplicates } from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import { enterUsers } from '../sweeps/sync-users.ts';
import { tellHoldersAndUnits } from '../tell.ts';
import { askToShut } from './shut-sign-in.ts';

export interface AccountEffect {
  agencyId: string;
  accountName: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

export interface Revocation extends AccountEffect {
  reason: string;
}

async function lockByNames(tx: Tx, all: readonly Revocation[]): Promise<Map<string, AccountRow>> {
  const keys = all.map(({ accountName }) => accountNameKey(accountName));
  const rows = await accountTables(tx)
    .selectFrom('account')
    .selectAll()
    .where((where) => where('name_key', '=', where.fn.any(where.val(keys))))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [`${row.agency_id}|${row.name_key}`, row]));
}

function keyOf({ agencyId, accountName }: Revocation): string {
  return `${agencyId}|${accountNameKey(accountName)}`;
}

/** A list may have brought an account before anybody looked for its sign-in: found now, or it would stay open. */
async function lockWithSignIns(tx: Tx, context: Context, all: readonly Revocation[]): Promise<Map<string, AccountRow>> {
  const known = await lockByNames(tx, all);
  const unlinked = all.flatMap((given) => {
    const account = known.get(keyOf(given));
    return account?.user_id === null && account.person_id !== null ? [account.person_id] : [];
  });
  for (const personId of new Set(unlinked)) {
    await enterUsers(tx, context, { personId });
  }
  return unlinked.length === 0 ? known : lockByNames(tx, all);
}

const REVOKE = `
  update account set state = $1, disabled_on = given.on_day, duplicate = false, kept_reason = null, kept_until = null,
    mobile_editing_to = case when mobile_editing_from is not null then coalesce(mobile_editing_to, given.on_day) end,
    updated_at = $2
  from unnest($3::uuid[], $4::date[]) as given (id, on_day)
  where account.id = given.id and account.state = any($5::text[])`;

interface Revoked {
  given: Revocation;
  account: AccountRow;
}

/** Everything that stands beside the rows: history, the end of the sign-in, audit, who is told. */
async function follow(tx: Tx, context: Context, revoked: readonly Revoked[]): Promise<void> {
  const agencies = Map.groupBy(revoked, ({ account }) => account.agency_id);
  await addHistories(
    tx,
    context,
    revoked.map(({ given, account }) => ({
      account,
      text: `Thu hồi từ ngày ${printDay(given.on)}: ${leaveLabel(given.reason)}`,
      link: given.link,
    })),
  );
  for (const { given, account } of revoked) {
    await askToShut(tx, context, account, given.reason);
  }
  await refreshDuplicates(tx, [...agencies.keys()]);
  await recordAll(
    tx,
    context,
    revoked.map(({ given, account }) => ({
      action: 'accounts.revoked',
      agencyId: given.agencyId,
      objectKind: 'account',
      objectId: account.id,
      detail: { name: account.name, on: given.on, reason: given.reason, requestId: given.requestId },
    })),
  );
  await tellHoldersAndUnits(tx, context, 'accounts.revoked', revoked.map(toldOf));
  for (const [agencyId, own] of agencies) {
    await publish(tx, { topic: 'accounts', agencyId, ids: own.map(({ account }) => account.id) });
  }
}

function toldOf({ given, account }: Revoked) {
  const why = leaveLabel(given.reason);
  const waits = account.user_id === null ? '' : ' Đăng nhập khóa ngay khi không còn việc, dự thảo nào đang mở.';
  return {
    account,
    toHolder: `Tài khoản ${account.name} đã được thu hồi (${why}).${waits}`,
    toUnit: `Tài khoản ${account.name} của ${account.holder_name} đã được thu hồi (${why}).${waits}`,
  };
}

/**
 * Lines of Mẫu 07 were granted: the register says so at once; sign-ins are shut as soon as nothing would be orphaned. The same result
 * twice changes nothing. Answers by line why one was refused: 404 `accounts.not_found`, also for an account of another agency.
 */
export async function recordRevokedAccounts(
  tx: Tx,
  context: Context,
  all: readonly Revocation[],
): Promise<(AppError | undefined)[]> {
  const known = await lockWithSignIns(tx, context, all);
  const revoked = new Map<string, Revoked>();
  const answers = all.map((given) => {
    const account = known.get(keyOf(given));
    if (account !== undefined && account.state !== 'revoked' && !revoked.has(account.id)) {
      revoked.set(account.id, { given, account });
    }
    return account === undefined ? accountNotFound() : undefined;
  });
  if (revoked.size > 0) {
    const { from, to } = ACCOUNT_TRANSITIONS.revoke;
    const days = [...revoked.values()].map(({ given }) => given.on);
    await rawQuery(tx, REVOKE, [to, context.clock.now(), [...revoked.keys()], days, from]);
    await follow(tx, context, [...revoked.values()]);
  }
  return answers;
}
