import type { SecuritySettings } from '@congvu/contracts';
import { listPositionsOfPerson, loadSubject } from '#modules/org';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import type { SignedIn } from '../../../platform/http/server.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { DEFAULT_SETTINGS, NEAREST_POLICY } from '../identity.store.ts';
import type { SecondFactorRule } from '../identity.tables.ts';
import { isSecondFactorDue } from '../open-session.ts';
import { hashSecret } from '../secrets.ts';

const MINUTE_MS = 60_000;

interface SessionRow {
  agency_id: string;
  id: string;
  user_id: string;
  person_id: string;
  acting_position_id: string;
  last_seen_at: Date;
  absolute_until: Date;
  must_change_password: boolean;
  totp_enabled_at: Date | null;
  passkey_count: number;
  certificate_since: Date | null;
  proved_at: Date | null;
  step_up_minutes: number | null;
  idle_minutes: number | null;
  admin_idle_minutes: number | null;
  second_factor_rule: SecondFactorRule | null;
}

const OPEN_SESSION = `
  select session.agency_id, session.id, session.user_id, account.person_id, session.acting_position_id,
    session.last_seen_at, session.absolute_until, account.must_change_password, account.totp_enabled_at, account.passkey_count,
    account.certificate_since, session.proved_at,
    policy.idle_minutes, policy.admin_idle_minutes, policy.second_factor as second_factor_rule, policy.step_up_minutes
  from identity_session session
  join identity_user account on account.agency_id = session.agency_id and account.id = session.user_id
  left join lateral (${NEAREST_POLICY.replace('AGENCY', 'session.agency_id')}) policy on true
  where session.KEY = $1 and session.ended_at is null and account.disabled_at is null and (not account.demo or $2)`;

const BY_TOKEN = OPEN_SESSION.replace('KEY', 'token_hash');
const BY_ID = OPEN_SESSION.replace('KEY', 'id');

/** Clocks of two machines of one office may differ by this; what lies further ahead was written before the clock was set back. */
const SKEW_MS = 2 * MINUTE_MS;

/** Until when the last proof of oneself counts; the beginning of time when there was none, or one of a moment that has not come. */
function provedUntil(row: Pick<SessionRow, 'proved_at' | 'step_up_minutes'>, now: Date): Date {
  if (row.proved_at !== null && row.proved_at.getTime() > now.getTime() + SKEW_MS) {
    return new Date(0);
  }
  const minutes = row.step_up_minutes ?? DEFAULT_SETTINGS.stepUpMinutes;
  return row.proved_at === null ? new Date(0) : new Date(row.proved_at.getTime() + minutes * MINUTE_MS);
}

/** The post chosen for the session, or another one of the person when its term has ended meanwhile. */
async function actingSubject(services: Services, row: SessionRow, today: string): Promise<Subject | undefined> {
  const user = { userId: row.user_id, positionId: row.acting_position_id };
  const chosen = await loadSubject(services.db, user, today);
  if (chosen !== undefined) {
    return chosen;
  }
  const [other] = await listPositionsOfPerson(services.db, row.person_id, today);
  return other === undefined
    ? undefined
    : loadSubject(services.db, { userId: row.user_id, positionId: other.positionId }, today);
}

export function idleMinutesOf(
  rule: Pick<SecuritySettings, 'idleMinutes' | 'adminIdleMinutes'>,
  roles: readonly string[],
): number {
  return roles.includes('administrator') ? rule.adminIdleMinutes : rule.idleMinutes;
}

async function touch(services: Services, row: SessionRow, now: Date): Promise<void> {
  if (now.getTime() - row.last_seen_at.getTime() < MINUTE_MS) {
    return;
  }
  await rawQuery(
    services.db,
    'update identity_session set last_seen_at = $3 where agency_id = $1 and id = $2 and last_seen_at < $3',
    [row.agency_id, row.id, now],
  );
}

/** Too old, idle too long, or seen at a moment that has not come yet: a clock that was set back lengthens no session (T43). */
function isOver(row: SessionRow, now: Date, idleMinutes: number): boolean {
  const idleMs = now.getTime() - row.last_seen_at.getTime();
  return row.absolute_until <= now || idleMs > idleMinutes * MINUTE_MS || idleMs < -SKEW_MS;
}

/** What was once seen to be over stays so, whatever the clock says later. */
async function endForGood(services: Services, row: SessionRow, now: Date): Promise<void> {
  await rawQuery(
    services.db,
    `update identity_session set ended_at = $3, ended_reason = 'expired'
     where agency_id = $1 and id = $2 and ended_at is null and last_seen_at = $4`,
    [row.agency_id, row.id, now, row.last_seen_at],
  );
}

/**
 * Who holds the cookie: two indexed queries. Nobody when the session ended, was idle too long or is too old, the account is
 * disabled, or no post is left. `passive` looks without counting as an act (event streams); `opened` is the session of a stream that
 * the cookie opened, whose token may have been changed since.
 */
export async function resolveSession(
  services: Services,
  token: string,
  options: { passive?: boolean; opened?: string } = {},
): Promise<SignedIn | undefined> {
  const now = services.clock.now();
  const [query, key] = options.opened === undefined ? [BY_TOKEN, hashSecret(token)] : [BY_ID, options.opened];
  const [row] = await rawQuery<SessionRow>(services.db, query, [key, services.config.demo]);
  if (row === undefined) {
    return undefined;
  }
  const subject = await actingSubject(services, row, vietnamDate(now));
  if (subject === undefined) {
    return undefined;
  }
  const idle = idleMinutesOf(
    {
      idleMinutes: row.idle_minutes ?? DEFAULT_SETTINGS.idleMinutes,
      adminIdleMinutes: row.admin_idle_minutes ?? DEFAULT_SETTINGS.adminIdleMinutes,
    },
    subject.roles,
  );
  if (isOver(row, now, idle)) {
    await endForGood(services, row, now);
    return undefined;
  }
  if (options.passive !== true) {
    await touch(services, row, now);
  }
  const rule = row.second_factor_rule ?? DEFAULT_SETTINGS.secondFactor;
  const isBlocked = row.must_change_password || isSecondFactorDue(row, subject.roles, rule);
  return { sessionId: row.id, subject, mustChangePassword: isBlocked, provedUntil: provedUntil(row, now) };
}
