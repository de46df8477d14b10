import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { ACCOUNT_TRANSITIONS } from '../accounts.states.ts';
import { addHistory, lockByName, updateAccount } from '../accounts.store.ts';

/**
 * While Mẫu 07 is under way, and back when it is withdrawn or refused. An account that is somewhere else meanwhile stays where it is.
 * @throws AppError 404 `accounts.not_found`
 */
export async function markAccount(
  tx: Tx,
  context: Context,
  given: {
    agencyId: string;
    accountName: string;
    state: 'revoke_requested' | 'active';
    text: string;
    link: string | null;
  },
): Promise<void> {
  const account = await lockByName(tx, given.agencyId, given.accountName);
  const { from, to } =
    given.state === 'active' ? ACCOUNT_TRANSITIONS.give_up_revocation : ACCOUNT_TRANSITIONS.request_revocation;
  if (!(await updateAccount(tx, context, account, { from, set: { state: to } }))) {
    return;
  }
  await addHistory(tx, context, account, { text: given.text, link: given.link });
  await record(tx, context, {
    action: 'accounts.marked',
    agencyId: given.agencyId,
    objectKind: 'account',
    objectId: account.id,
    detail: { name: account.name, from: account.state, to },
  });
  await publish(tx, { topic: 'accounts', agencyId: given.agencyId, ids: [account.id] });
}
