import { record } from '#modules/audit';
import { type Context, command } from '../../../platform/context.ts';
import { forgetDevices } from '../identity.devices.ts';
import { CLEAN_SLATE, linkOver, takeLink, voidLinks } from '../identity.links.ts';
import { endSessions } from '../identity.sessions.ts';
import { lockUser, updateUser } from '../identity.store.ts';
import { hashPassword } from '../passwords/hash.ts';
import { assertGoodPassword } from '../passwords/password-rule.ts';
import { openAccountLink } from '../queries/view-link.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';

/**
 * The person chooses the password by the link; nobody else ever knows it. It signs nobody in: the second factor, if there is
 * one, still stands before the door.
 * @throws AppError 404 `identity.link_over`, 422 `identity.password_weak`
 */
export async function useLink(context: Context, token: string, password: string): Promise<{ userName: string }> {
  const opened = await openAccountLink(context, token);
  assertGoodPassword(password, opened.owner, 'password');
  const passwordHash = await hashPassword(password);
  return command(withoutReplay(context), async (tx) => {
    const now = context.clock.now();
    // The account first, the link second: the order in which the administrator's commands take them.
    const user = await lockUser(tx, opened.user.id);
    const link = await takeLink(tx, token, now);
    if (link === undefined || user === undefined || user.disabled_at !== null) {
      throw linkOver();
    }
    await updateUser(tx, user, {
      ...CLEAN_SLATE,
      password_hash: passwordHash,
      password_changed_at: now,
      must_change_password: false,
    });
    await endSessions(tx, user, { at: now, reason: 'password_changed' });
    await forgetDevices(tx, user);
    if (user.password_changed_at !== null) {
      await noteSecurityEvent(tx, context, user, 'password_changed');
    }
    await voidLinks(tx, { agency_id: user.agency_id, user_id: user.id });
    await record(tx, context, {
      action: 'identity.password_chosen',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { link: link.kind },
    });
    return { userName: user.user_name };
  });
}
