import { record } from '#modules/audit';
import { disableUser } from '#modules/identity';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { addHistory, updateAccount } from '../accounts.store.ts';
import { accountTables } from '../accounts.tables.ts';

/**
 * The day after the last one of whoever leaves: the accounts rest and the sign-in is shut until the province has taken them away
 * (QCVN 12:2026 3.7.2.7.6). Done twice it changes nothing. Answers how many accounts rest now.
 */
export async function suspendAccounts(
  tx: Tx,
  context: Context,
  given: { agencyId: string; personId: string; reason: string; link: string },
): Promise<number> {
  const accounts = await accountTables(tx)
    .selectFrom('account')
    .selectAll()
    .where('agency_id', '=', given.agencyId)
    .where('person_id', '=', given.personId)
    .where('state', 'in', ['active', 'revoke_requested', 'suspended'])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  for (const account of accounts) {
    // What is asked to be taken away stays asked for.
    await updateAccount(tx, context, account, { from: ['active'], set: { state: 'suspended' } });
    if (account.user_id !== null) {
      await disableUser(tx, context, {
        agencyId: account.agency_id,
        userId: account.user_id,
        reason: `Bàn giao: ${given.reason}`,
      });
    }
    await addHistory(tx, context, account, {
      text: `Tạm ngừng, khóa đăng nhập sau ngày làm việc cuối: ${given.reason}`,
      link: given.link,
    });
    await record(tx, context, {
      action: 'accounts.suspended',
      agencyId: account.agency_id,
      objectKind: 'account',
      objectId: account.id,
      detail: { name: account.name, from: account.state, reason: given.reason },
    });
  }
  if (accounts.length > 0) {
    await publish(tx, { topic: 'accounts', agencyId: given.agencyId, ids: accounts.map(({ id }) => id) });
  }
  return accounts.length;
}
