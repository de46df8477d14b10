import type { SecuritySettings, SignInAnswer } from '@congvu/contracts';
import { record } from '#modules/audit';
import { listPositionsOfPerson, loadSubject } from '#modules/org';
import type { Subject } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { forbidden } from '../../platform/errors.ts';
import type { BrowserTokens, TokensToSet } from './cookies.ts';
import { findDevice, rememberDevice } from './identity.devices.ts';
import { endOldestSessions, endSessions, findSessionByToken, insertSession } from './identity.sessions.ts';
import { findSettings, updateUser } from './identity.store.ts';
import { type Factors, hasSecondFactor, type User } from './identity.tables.ts';
import { noteSecurityEvent } from './security-events.ts';

export interface SignInResult {
  answer: SignInAnswer;
  tokens: TokensToSet;
}

/** The rule of the agency asks for a second factor this account has not set up yet. */
export function isSecondFactorDue(
  user: Factors,
  roles: readonly string[],
  rule: SecuritySettings['secondFactor'],
): boolean {
  const asked = rule === 'everyone' || (rule === 'administrators' && roles.includes('administrator'));
  return asked && !hasSecondFactor(user);
}

async function chooseSubject(tx: Tx, user: User, today: string): Promise<Subject> {
  const positions = await listPositionsOfPerson(tx, user.person_id, today);
  const last = positions.find((position) => position.positionId === user.last_position_id);
  for (const position of last === undefined ? positions : [last, ...positions]) {
    const subject = await loadSubject(tx, { userId: user.id, positionId: position.positionId }, today);
    if (subject !== undefined) {
      return subject;
    }
  }
  throw forbidden(
    'Tài khoản hiện không giữ chức vụ nào nên chưa vào làm việc được. Báo quản trị cập nhật chức vụ.',
    'identity.no_position',
  );
}

async function endPrevious(tx: Tx, context: Context, token: string | undefined): Promise<void> {
  const previous = await findSessionByToken(tx, token);
  if (previous !== undefined) {
    const owner = { agency_id: previous.agency_id, id: previous.user_id };
    await endSessions(tx, owner, { at: context.clock.now(), reason: 'replaced' }, { only: previous.id });
  }
}

/**
 * The last step of every way in: a fresh token (never the one the browser came with), the post to act in, the browser
 * remembered, counters cleared, the event audited.
 */
export async function openSession(
  tx: Tx,
  context: Context,
  user: User,
  how: { secondFactor: boolean; way: string; browser: BrowserTokens; hint: string | null; logoutUrl?: string | null },
): Promise<SignInResult> {
  const now = context.clock.now();
  const subject = await chooseSubject(tx, user, vietnamDate(now));
  const settings = await findSettings(tx, user.agency_id);
  await endPrevious(tx, context, how.browser.session);
  const session = await insertSession(tx, {
    user,
    positionId: subject.positionId,
    secondFactor: how.secondFactor,
    ip: context.meta.ip,
    userAgent: context.meta.userAgent,
    now,
    absoluteHours: settings.absoluteHours,
    logoutUrl: how.logoutUrl ?? null,
  });
  // Everybody who tries the demo signs in under the same few names.
  const over = user.demo ? [] : await endOldestSessions(tx, user, now);
  const known = await findDevice(tx, user, how.browser.device);
  const device = await rememberDevice(tx, user, known, now);
  if (known === undefined && user.last_sign_in_at !== null) {
    await noteSecurityEvent(tx, context, user, 'new_device');
  }
  // A known device comes in beside a lock that strangers caused; the lock stays for them.
  const unlocked =
    user.locked_until === null || user.locked_until <= now ? { failed_count: 0, locked_until: null } : {};
  await updateUser(tx, user, { ...unlocked, last_sign_in_at: now, last_position_id: subject.positionId });
  await record(
    tx,
    { ...context, subject },
    {
      action: 'identity.signed_in',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: {
        way: how.way,
        secondFactor: how.secondFactor,
        session: session.id,
        userAgent: context.meta.userAgent,
        ...(over.length > 0 && { ended: over }),
      },
    },
  );
  return {
    answer: { step: nextStep(user, subject, settings), hint: how.hint },
    tokens: { session: session.token, device },
  };
}

function nextStep(
  user: User,
  subject: Subject,
  settings: SecuritySettings,
): 'done' | 'change_password' | 'set_up_second_factor' {
  if (user.must_change_password) {
    return 'change_password';
  }
  return isSecondFactorDue(user, subject.roles, settings.secondFactor) ? 'set_up_second_factor' : 'done';
}
