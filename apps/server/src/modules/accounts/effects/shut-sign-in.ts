import { record } from '#modules/audit';
import { disableUser } from '#modules/identity';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { IN_USE, leaveLabel } from '../accounts.states.ts';
import { addHistory, updateAccount } from '../accounts.store.ts';
import { type AccountRow, accountTables } from '../accounts.tables.ts';
import type { AccountsPorts } from '../ports.ts';

/** A second account of the same person keeps the one sign-in open. */
async function isHeldElsewhere(db: Db | Tx, account: AccountRow): Promise<boolean> {
  const other = await accountTables(db)
    .selectFrom('account')
    .select('id')
    .where((where) =>
      where.or([
        where('user_id', '=', account.user_id),
        where.and([where('person_id', '=', account.person_id), where('agency_id', '=', account.agency_id)]),
      ]),
    )
    .where('id', '<>', account.id)
    .where('state', 'in', IN_USE)
    .executeTakeFirst();
  return other !== undefined;
}

async function openWorkOf(db: Db | Tx, ports: AccountsPorts, account: AccountRow): Promise<number> {
  const { person_id: personId } = account;
  return personId === null
    ? 0
    : alsoWithin('guided', [account.agency_id], () => ports.openWork(db, { agencyId: account.agency_id, personId }));
}

type Try = 'first' | 'again';

/** True when nothing is left to wait for. */
async function shutSignIn(
  tx: Tx,
  context: Context,
  ports: AccountsPorts,
  account: AccountRow,
  attempt: Try,
): Promise<boolean> {
  const open = await openWorkOf(tx, ports, account);
  if (open > 0) {
    if (attempt === 'first') {
      await addHistory(tx, context, account, {
        text: `Chưa khóa đăng nhập: còn ${open} việc, dự thảo đang mở. Bàn giao xong, hệ thống tự khóa`,
      });
    }
    return false;
  }
  await updateAccount(tx, context, account, { set: { shut_waits_since: null, shut_reason: null } });
  if (account.user_id === null || (await isHeldElsewhere(tx, account))) {
    return true;
  }
  await disableUser(tx, context, {
    agencyId: account.agency_id,
    userId: account.user_id,
    reason: `Thu hồi tài khoản: ${leaveLabel(account.shut_reason ?? '')}`,
  });
  await addHistory(tx, context, account, { text: 'Khóa đăng nhập, kết thúc các phiên làm việc' });
  return true;
}

function waitingRow(db: Db | Tx, id: string) {
  return accountTables(db)
    .selectFrom('account')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'revoked')
    .where('shut_waits_since', 'is not', null);
}

/** Looks at one revoked account: shuts its sign-in, or leaves it waiting with the reason in its history. */
export async function tryToShut(services: Services, ports: AccountsPorts, id: string, attempt: Try): Promise<void> {
  const context = systemContext(services);
  const waiting = await waitingRow(services.db, id).executeTakeFirst();
  if (waiting === undefined || (attempt === 'again' && (await openWorkOf(services.db, ports, waiting)) > 0)) {
    return;
  }
  await command(context, async (tx) => {
    const account = await waitingRow(tx, id).forNoKeyUpdate().executeTakeFirst();
    if (account === undefined) {
      return null;
    }
    const shut = await shutSignIn(tx, context, ports, account, attempt);
    await record(tx, context, {
      action: shut ? 'accounts.sign_in_shut' : 'accounts.sign_in_waits',
      agencyId: account.agency_id,
      objectKind: 'account',
      objectId: account.id,
      detail: { since: account.shut_waits_since?.toISOString() },
    });
    await publish(tx, { topic: 'accounts', agencyId: account.agency_id, ids: [account.id] });
    return null;
  });
}

/** Looks again at revoked accounts whose work was not handed over yet. */
export async function shutWaitingSignIns(services: Services, ports: AccountsPorts): Promise<void> {
  const waiting = await accountTables(services.db)
    .selectFrom('account')
    .select('id')
    .where('shut_waits_since', 'is not', null)
    .orderBy('shut_waits_since')
    .limit(500)
    .execute();
  for (const { id } of waiting) {
    await tryToShut(services, ports, id, 'again');
  }
}

export const SHUT_JOB = 'accounts.shut_sign_in';

/** The job that looks right after the revocation; the work of others is none of the caller's transaction. */
export async function askToShut(tx: Tx, context: Context, account: AccountRow, reason: string): Promise<void> {
  if (account.user_id === null) {
    return;
  }
  await updateAccount(tx, context, account, {
    set: { shut_waits_since: context.clock.now(), shut_reason: reason },
  });
  await enqueue(tx, SHUT_JOB, { accountId: account.id }, { key: `${SHUT_JOB}:${account.id}` });
}
