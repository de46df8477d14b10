import type { ChangePassword } from '@congvu/contracts';
import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { type Me, proveThen } from '../acting-as-myself.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { forgetDevices, rememberDevice } from '../identity.devices.ts';
import { CLEAN_SLATE, voidLinks } from '../identity.links.ts';
import { endSessions, rotateToken } from '../identity.sessions.ts';
import { findUserById, updateUser } from '../identity.store.ts';
import { hashPassword } from '../passwords/hash.ts';
import { assertGoodPassword } from '../passwords/password-rule.ts';
import { passwordOwnerOf } from '../people.ts';
import { noteSecurityEvent } from '../security-events.ts';

function sameAgain(): Error {
  const message = 'Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác.';
  return invalid('identity.password_weak', message, [{ path: 'newPassword', message }]);
}

async function assertNewPassword(context: ActingContext, body: ChangePassword): Promise<void> {
  const user = await findUserById(context.db, context.subject.userId);
  if (user !== undefined) {
    const owner = await passwordOwnerOf(context.db, user, context.clock.now());
    assertGoodPassword(body.newPassword, owner, 'newPassword');
  }
  if (body.newPassword.normalize('NFC') === body.currentPassword.normalize('NFC')) {
    throw sameAgain();
  }
}

/** Everything opened with the old password closes; this browser goes on under a new token and stays a known one. */
async function replace(tx: Tx, context: ActingContext, me: Me, passwordHash: string): Promise<TokensToSet> {
  const now = context.clock.now();
  const { user, session } = me;
  await updateUser(tx, user, {
    ...CLEAN_SLATE,
    password_hash: passwordHash,
    password_changed_at: now,
    must_change_password: false,
  });
  const ended = await endSessions(tx, user, { at: now, reason: 'password_changed' }, { except: session.id });
  await voidLinks(tx, { agency_id: user.agency_id, user_id: user.id });
  await forgetDevices(tx, user);
  await noteSecurityEvent(tx, context, user, 'password_changed');
  await record(tx, context, {
    action: 'identity.password_changed',
    agencyId: user.agency_id,
    objectKind: 'user',
    objectId: user.id,
    detail: { forced: user.must_change_password, sessionsEnded: ended.length },
  });
  return { session: await rotateToken(tx, session), device: await rememberDevice(tx, user, undefined, now) };
}

/**
 * The person changes his own password, also the one he must change at the first sign-in.
 * @throws AppError 422 `identity.password_weak` or `identity.wrong_password`
 */
export async function changePassword(
  context: ActingContext,
  body: ChangePassword,
  browser: BrowserTokens,
): Promise<TokensToSet> {
  await assertNewPassword(context, body);
  const passwordHash = await hashPassword(body.newPassword);
  return proveThen(context, browser, { password: body.currentPassword }, (tx, me) =>
    replace(tx, context, me, passwordHash),
  );
}
