import type { OneTimeLink, ResetAccount } from '@congvu/contracts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { lockAccount, recordOnAccount } from '../administered-account.ts';
import { forgetDevices } from '../identity.devices.ts';
import { CLEAN_SLATE, issueLink, linkAddress } from '../identity.links.ts';
import { identityPolicies } from '../identity.policy.ts';
import { endSessions } from '../identity.sessions.ts';
import { dropSecondFactors, updateUser } from '../identity.store.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';

/**
 * Voids the password (and on request the second factor) and answers a one-time link by which the person chooses a new one. No
 * administrator ever sees or sets a password.
 * @throws AppError 409 `identity.wrong_state` when the account is disabled
 */
export async function resetAccount(context: ActingContext, id: string, body: ResetAccount): Promise<OneTimeLink> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  return command(withoutReplay(context), async (tx) => {
    const now = context.clock.now();
    const user = await lockAccount(tx, context, id);
    if (user.disabled_at !== null) {
      throw conflict('identity.wrong_state', 'Tài khoản đã ngừng. Mở lại tài khoản trước khi cấp liên kết.');
    }
    await updateUser(tx, user, {
      ...CLEAN_SLATE,
      password_hash: null,
    });
    if (body.clearSecondFactor) {
      await dropSecondFactors(tx, user);
    }
    const ended = await endSessions(tx, user, { at: now, reason: 'account_reset' });
    await forgetDevices(tx, user);
    await noteSecurityEvent(tx, context, user, 'account_reset');
    const kind = user.password_changed_at === null ? 'new_user' : 'reset';
    const link = await issueLink(tx, context, { agency_id: user.agency_id, user_id: user.id, kind });
    await recordOnAccount(tx, context, user, {
      action: 'identity.account_reset',
      detail: { reason: body.reason, clearSecondFactor: body.clearSecondFactor, sessionsEnded: ended.length },
    });
    return {
      userId: user.id,
      userName: user.user_name,
      link: linkAddress(context, link.token),
      expiresAt: link.expiresAt.toISOString(),
    };
  });
}
