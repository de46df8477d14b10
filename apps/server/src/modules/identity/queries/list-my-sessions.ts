import type { SessionView } from '@congvu/contracts';
import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { BrowserTokens } from '../cookies.ts';
import { deviceName } from '../device-name.ts';
import { listOpenSessions } from '../identity.sessions.ts';
import { findSettings } from '../identity.store.ts';
import type { Session, User } from '../identity.tables.ts';
import { hashSecret } from '../secrets.ts';
import { idleMinutesOf } from './resolve-session.ts';

const MINUTE_MS = 60_000;

/** Sessions that could still be used now; those that went idle are over although nobody ended them. */
export async function listMySessions(
  db: Db | Tx,
  context: ActingContext,
  user: User,
  browser: BrowserTokens,
): Promise<SessionView[]> {
  const now = context.clock.now();
  const settings = await findSettings(db, user.agency_id);
  const positions = await listPositionsOfPerson(db, user.person_id, vietnamDate(now));
  const tokenHash = hashSecret(browser.session ?? '');
  const present = (session: Session): SessionView => {
    const acting = positions.find((position) => position.positionId === session.acting_position_id);
    const idleUntil = session.last_seen_at.getTime() + idleMinutesOf(settings, acting?.roles ?? []) * MINUTE_MS;
    return {
      id: session.id,
      current: session.token_hash.equals(tokenHash),
      device: deviceName(session.user_agent),
      ip: session.ip,
      startedAt: session.started_at.toISOString(),
      lastSeenAt: session.last_seen_at.toISOString(),
      expiresAt: new Date(Math.min(session.absolute_until.getTime(), idleUntil)).toISOString(),
      secondFactor: session.second_factor,
      actingTitle: acting?.title ?? '',
    };
  };
  const sessions = await listOpenSessions(db, user, now);
  return sessions.map(present).filter((session) => new Date(session.expiresAt) >= now);
}
