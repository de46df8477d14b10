import type { AccountView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, type Context, command } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { identityPolicies } from './identity.policy.ts';
import { lockUser } from './identity.store.ts';
import type { User } from './identity.tables.ts';
import { isWithinReach } from './people.ts';
import { accountNotFound, viewAccount } from './queries/list-accounts.ts';

/**
 * The account an administrator works on, held until the transaction ends.
 * @throws AppError 404 `identity.account_not_found`, also for accounts of agencies out of reach
 */
export async function lockAccount(tx: Tx, context: ActingContext, id: string): Promise<User> {
  const user = await lockUser(tx, id);
  if (user === undefined || !(await isWithinReach(tx, context.subject.agencyId, user.agency_id))) {
    throw accountNotFound();
  }
  return user;
}

export async function recordOnAccount(
  tx: Tx,
  context: Context,
  user: User,
  event: { action: string; detail?: Record<string, unknown> },
): Promise<void> {
  await record(tx, context, { ...event, agencyId: user.agency_id, objectKind: 'user', objectId: user.id });
}

/** One act of an administrator on one account; answers the account as it stands afterwards. */
export async function administer(
  context: ActingContext,
  id: string,
  act: (tx: Tx, user: User) => Promise<void>,
): Promise<AccountView> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  return command(context, async (tx) => {
    await act(tx, await lockAccount(tx, context, id));
    return viewAccount(tx, context, id);
  });
}
