import { record } from '#modules/audit';
import { issueInvitation } from '#modules/identity';
import { type ActingContext, command } from '../../../platform/context.ts';
import { accountPolicies } from '../accounts.policy.ts';
import { policyFacts } from '../accounts.presenter.ts';
import { addHistory, lockById } from '../accounts.store.ts';
import { ruledDay } from '../day.ts';
import { getVisibleAccount } from '../queries/list-accounts.ts';

/**
 * The one-time link by which the holder of a new account chooses a password. Shown this once, so no copy is kept for a repeated
 * request: the next one is another link, and the one before is void.
 */
export async function inviteHolder(
  context: ActingContext,
  id: string,
): Promise<{ link: string; expiresAt: string; userName: string }> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    await lockById(tx, id);
    const [row, day] = await Promise.all([getVisibleAccount(tx, context, id), ruledDay(tx, context)]);
    accountPolicies.authorize('accounts.invite', context.subject, policyFacts(context.subject, row, day.today));
    const invitation = await issueInvitation(tx, context, { agencyId: row.agency_id, userId: row.user_id ?? '' });
    await addHistory(tx, context, row, { text: 'Lấy liên kết đặt mật khẩu dùng một lần để trao cho người dùng' });
    await record(tx, context, {
      action: 'accounts.invited',
      agencyId: row.agency_id,
      objectKind: 'account',
      objectId: row.id,
      detail: { name: row.name },
    });
    return invitation;
  });
}
