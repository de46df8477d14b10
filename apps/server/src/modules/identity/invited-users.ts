import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import { recordOnAccount } from './administered-account.ts';
import { forgetDevices } from './identity.devices.ts';
import { CLEAN_SLATE, issueLink, linkAddress, voidLinks } from './identity.links.ts';
import { endSessions } from './identity.sessions.ts';
import { dropSecondFactors, findUserOfPerson, lockUser, updateUser } from './identity.store.ts';
import type { User } from './identity.tables.ts';
import { insertUser } from './insert-user.ts';
import { findPerson } from './people.ts';
import { foldUserName, isUserName } from './user-name.ts';

/* For the register of accounts: a request that was granted opens a sign-in, one that took an account away shuts it. */

async function lockUserOf(tx: Tx, given: { agencyId: string; userId: string }): Promise<User> {
  const user = await lockUser(tx, given.userId);
  if (user === undefined || user.agency_id !== given.agencyId) {
    throw notFound('identity.account_not_found', 'Không tìm thấy tài khoản đăng nhập này. Tải lại trang.');
  }
  return user;
}

/** A person who came back gets a new way in, and none of the old ones. */
async function reopen(tx: Tx, context: Context, user: User): Promise<void> {
  await updateUser(tx, user, {
    ...CLEAN_SLATE,
    disabled_at: null,
    disabled_reason: null,
    reopened_at: context.clock.now(),
    password_hash: null,
  });
  await dropSecondFactors(tx, user);
  await recordOnAccount(tx, context, user, {
    action: 'identity.account_enabled',
    detail: { reason: 'account_granted' },
  });
}

async function isNameFree(tx: Tx, userName: string): Promise<boolean> {
  const [row] = await rawQuery<{ taken: boolean }>(
    tx,
    'select exists (select 1 from identity_user where user_name = $1) as taken',
    [userName],
  );
  return isUserName(userName) && row?.taken === false;
}

/**
 * The sign-in of a person of this installation, without a password: the wished user name when it is possible and free, else one
 * made from the full name. Who has a sign-in keeps it; one that was shut is opened without its password and second factor.
 * @throws AppError 404 `org.person_not_found` · 409 `identity.wrong_state` when the person has left
 */
export async function createInvitedUser(
  tx: Tx,
  context: Context,
  given: { agencyId: string; personId: string; userName?: string },
): Promise<{ userId: string; userName: string }> {
  const person = await findPerson(tx, given.personId);
  if (person === undefined || person.agencyId !== given.agencyId) {
    throw notFound(
      'org.person_not_found',
      'Không tìm thấy người này trong hồ sơ của cơ quan. Tải lại danh sách cán bộ.',
    );
  }
  if (person.leftOn !== null && person.leftOn <= vietnamDate(context.clock.now())) {
    throw conflict('identity.wrong_state', `${person.fullName} đã thôi việc ở cơ quan nên không cấp tài khoản.`);
  }
  const present = await findUserOfPerson(tx, person.id);
  if (present !== undefined) {
    const user = await lockUserOf(tx, { agencyId: present.agency_id, userId: present.id });
    if (user.disabled_at !== null) {
      await reopen(tx, context, user);
    }
    return { userId: user.id, userName: user.user_name };
  }
  const wished = foldUserName(given.userName ?? '').userName;
  const user = await insertUser(tx, context, {
    agencyId: person.agencyId,
    personId: person.id,
    fullName: person.fullName,
    userName: (await isNameFree(tx, wished)) ? wished : undefined,
    passwordHash: null,
  });
  await recordOnAccount(tx, context, user, {
    action: 'identity.account_created',
    detail: { userName: user.user_name, personId: person.id },
  });
  return { userId: user.id, userName: user.user_name };
}

/**
 * The one-time link by which an invited person chooses a password; the one before it becomes void. Call it without a copy for
 * replay: the answer is a secret.
 * @throws AppError 409 `identity.wrong_state` when the person has a password already or the sign-in is shut
 */
export async function issueInvitation(
  tx: Tx,
  context: Context,
  given: { agencyId: string; userId: string },
): Promise<{ link: string; expiresAt: string; userName: string }> {
  const user = await lockUserOf(tx, given);
  if (user.disabled_at !== null) {
    throw conflict('identity.wrong_state', 'Tài khoản đăng nhập này đã ngừng nên không cấp liên kết.');
  }
  if (user.password_hash !== null) {
    throw conflict(
      'identity.wrong_state',
      'Người này đã đặt mật khẩu. Nếu quên mật khẩu, đề nghị quản trị cấp lại liên kết ở trang Quản trị.',
    );
  }
  const kind = user.password_changed_at === null ? 'new_user' : 'reset';
  const link = await issueLink(tx, context, { agency_id: user.agency_id, user_id: user.id, kind });
  await recordOnAccount(tx, context, user, { action: 'identity.invitation_issued' });
  return {
    link: linkAddress(context, link.token),
    expiresAt: link.expiresAt.toISOString(),
    userName: user.user_name,
  };
}

/** Shuts a sign-in at once, with its sessions, links and known devices. False when it was shut before. */
export async function disableUser(
  tx: Tx,
  context: Context,
  given: { agencyId: string; userId: string; reason: string },
): Promise<boolean> {
  const user = await lockUserOf(tx, given);
  if (user.disabled_at !== null) {
    return false;
  }
  const now = context.clock.now();
  await updateUser(tx, user, { disabled_at: now, disabled_reason: given.reason });
  const ended = await endSessions(tx, user, { at: now, reason: 'account_disabled' });
  await voidLinks(tx, { agency_id: user.agency_id, user_id: user.id });
  await forgetDevices(tx, user);
  await recordOnAccount(tx, context, user, {
    action: 'identity.account_disabled',
    detail: { reason: given.reason, sessionsEnded: ended.length },
  });
  return true;
}

interface SignInFacts {
  lastSignInAt: Date | null;
  /** Last act in any session. */
  lastSeenAt: Date | null;
}

/** When these accounts were used last. */
export async function signInFacts(db: Db | Tx, userIds: readonly string[]): Promise<Map<string, SignInFacts>> {
  const rows = await rawQuery<{ id: string; last_sign_in_at: Date | null; last_seen_at: Date | null }>(
    db,
    `select account.id, account.last_sign_in_at, seen.at as last_seen_at
     from identity_user account
     left join lateral (select max(session.last_seen_at) as at from identity_session session
       where session.agency_id = account.agency_id and session.user_id = account.id) seen on true
     where account.id = any($1::uuid[])`,
    [userIds],
  );
  return new Map(rows.map((row) => [row.id, { lastSignInAt: row.last_sign_in_at, lastSeenAt: row.last_seen_at }]));
}
