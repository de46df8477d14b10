import type { Db, Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { identityTables, type Session, type User } from './identity.tables.ts';
import { hashSecret, newSecret } from './secrets.ts';

const HOUR_MS = 3_600_000;
const MAX_USER_AGENT = 300;

export interface NewSession {
  user: Pick<User, 'agency_id' | 'id'>;
  positionId: string;
  secondFactor: boolean;
  ip: string;
  userAgent: string;
  now: Date;
  absoluteHours: number;
  logoutUrl: string | null;
}

/** Opens a session and answers its token: 256 random bits that only the browser keeps. */
export async function insertSession(tx: Tx, given: NewSession): Promise<{ id: string; token: string }> {
  const token = newSecret();
  const id = newId(given.now.getTime());
  await identityTables(tx)
    .insertInto('identity_session')
    .values({
      agency_id: given.user.agency_id,
      id,
      user_id: given.user.id,
      token_hash: hashSecret(token),
      acting_position_id: given.positionId,
      second_factor: given.secondFactor,
      ip: given.ip,
      user_agent: given.userAgent.slice(0, MAX_USER_AGENT),
      started_at: given.now,
      last_seen_at: given.now,
      absolute_until: new Date(given.now.getTime() + given.absoluteHours * HOUR_MS),
      ended_at: null,
      ended_reason: null,
      // Signing in is a proof of oneself.
      proved_at: given.now,
      logout_url: given.logoutUrl,
    })
    .execute();
  return { id, token };
}

export async function findSessionByToken(db: Db | Tx, token: string | undefined): Promise<Session | undefined> {
  if (token === undefined) {
    return undefined;
  }
  return identityTables(db)
    .selectFrom('identity_session')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export async function listOpenSessions(
  db: Db | Tx,
  user: Pick<User, 'agency_id' | 'id'>,
  now: Date,
): Promise<Session[]> {
  return identityTables(db)
    .selectFrom('identity_session')
    .selectAll()
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('ended_at', 'is', null)
    .where('absolute_until', '>', now)
    .orderBy('started_at', 'desc')
    .execute();
}

/** Few ids an event, since a payload that is too long would lose them. */
const IDS_PER_EVENT = 100;

export async function tellEnded(tx: Tx, agencyId: string, ids: string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += IDS_PER_EVENT) {
    await publish(tx, { topic: 'session', agencyId, ids: ids.slice(start, start + IDS_PER_EVENT) });
  }
}

export interface SessionChoice {
  only?: string;
  except?: string;
}

/** Ends open sessions of the account and tells their event streams; answers which ones ended. */
export async function endSessions(
  tx: Tx,
  user: Pick<User, 'agency_id' | 'id'>,
  ended: { at: Date; reason: string },
  choice: SessionChoice = {},
): Promise<string[]> {
  let query = identityTables(tx)
    .updateTable('identity_session')
    .set({ ended_at: ended.at, ended_reason: ended.reason })
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('ended_at', 'is', null);
  query = choice.only === undefined ? query : query.where('id', '=', choice.only);
  query = choice.except === undefined ? query : query.where('id', '!=', choice.except);
  const rows = await query.returning('id').execute();
  const ids = rows.map((row) => row.id);
  await tellEnded(tx, user.agency_id, ids);
  return ids;
}

/** ASVS 7.1.2: so many sessions of an account at once, on whatever machines. */
const MOST_SESSIONS = 5;

/** Ends those that were used longest ago, beyond the number an account may have at once. */
export async function endOldestSessions(tx: Tx, user: Pick<User, 'agency_id' | 'id'>, at: Date): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    tx,
    `update identity_session set ended_at = $3, ended_reason = 'too_many'
     where agency_id = $1 and id in (
       select id from identity_session where agency_id = $1 and user_id = $2 and ended_at is null
       order by last_seen_at desc, id desc offset ${MOST_SESSIONS})
     returning id`,
    [user.agency_id, user.id, at],
  );
  const ids = rows.map((row) => row.id);
  await tellEnded(tx, user.agency_id, ids);
  return ids;
}

async function updateSession(tx: Tx, session: Pick<Session, 'agency_id' | 'id'>, set: Partial<Session>): Promise<void> {
  await identityTables(tx)
    .updateTable('identity_session')
    .set(set)
    .where('agency_id', '=', session.agency_id)
    .where('id', '=', session.id)
    .execute();
}

/** A new token for the same session, after its rights or its password changed (ASVS 7.2.4). */
export async function rotateToken(tx: Tx, session: Pick<Session, 'agency_id' | 'id'>): Promise<string> {
  const token = newSecret();
  await updateSession(tx, session, { token_hash: hashSecret(token) });
  return token;
}

/** The person has just proved who he is: a new token, and acts that ask for a fresh proof go through for a while. */
export async function markProved(tx: Tx, session: Pick<Session, 'agency_id' | 'id'>, now: Date): Promise<string> {
  await updateSession(tx, session, { proved_at: now });
  return rotateToken(tx, session);
}

/** From now on the session counts as opened with the second factor. */
export async function markSecondFactor(tx: Tx, session: Pick<Session, 'agency_id' | 'id'>): Promise<void> {
  await updateSession(tx, session, { second_factor: true });
}

export async function setActingPosition(
  tx: Tx,
  session: Pick<Session, 'agency_id' | 'id'>,
  positionId: string,
): Promise<void> {
  await updateSession(tx, session, { acting_position_id: positionId });
}
