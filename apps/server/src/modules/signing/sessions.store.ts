import type { PreparedSignature } from '@congvu/pades';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { BatchKey } from './batches.store.ts';
import { dropParts, insertParts, type StoredPart } from './parts.store.ts';
import { SESSION_TRANSITIONS, type SessionAct } from './signing.states.ts';
import { type SessionResult, type SessionRow, type SigningTables, signingTables } from './signing.tables.ts';

const SESSION_COLUMNS = [
  'agency_id',
  'id',
  'batch_id',
  'sort_order',
  'purpose',
  'object_id',
  'state',
  'shown_sha256',
  'review',
  'offered_sha256',
  'result',
  'signed_at',
  'proven_at',
  'signed_sha256',
  'changed_at',
] as const satisfies readonly (keyof SigningTables['signing_session'])[];

export async function listSessions(db: Db | Tx, agencyId: string, batchId: string): Promise<SessionRow[]> {
  return signingTables(db)
    .selectFrom('signing_session')
    .select(SESSION_COLUMNS)
    .where('agency_id', '=', agencyId)
    .where('batch_id', '=', batchId)
    .orderBy('sort_order')
    .execute();
}

export async function findSession(
  db: Db | Tx,
  session: Pick<SessionRow, 'agency_id' | 'id'>,
): Promise<SessionRow | undefined> {
  return signingTables(db)
    .selectFrom('signing_session')
    .select(SESSION_COLUMNS)
    .where('agency_id', '=', session.agency_id)
    .where('id', '=', session.id)
    .executeTakeFirst();
}

export interface OwnPreparation {
  prepared: PreparedSignature;
  /** Came before those of the attachments. */
  signature: Buffer | null;
}

/** What was prepared for the document of one session; undefined once it is over. */
export async function readPrepared(
  db: Db | Tx,
  session: Pick<SessionRow, 'agency_id' | 'id'>,
): Promise<OwnPreparation | undefined> {
  const row = await signingTables(db)
    .selectFrom('signing_session')
    .select(['prepared', 'signature'])
    .where('agency_id', '=', session.agency_id)
    .where('id', '=', session.id)
    .executeTakeFirst();
  return row === undefined || row.prepared === null ? undefined : { prepared: row.prepared, signature: row.signature };
}

/** Signed attributes (base64) of what a batch was sent with and has no signature yet, by item. */
export async function listPreparedAttributes(db: Db | Tx, batch: BatchKey): Promise<Map<string, string>> {
  const rows = await rawQuery<{ id: string; attrs: string }>(
    db,
    `select id, prepared->>'attrs' as attrs from signing_session
     where agency_id = $1 and batch_id = $2 and state = 'sent' and prepared is not null and signature is null
     union all
     select part.id, part.prepared->>'attrs' from signing_part part
     join signing_session session on session.agency_id = part.agency_id and session.id = part.session_id
     where session.agency_id = $1 and session.batch_id = $2 and session.state = 'sent' and part.signature is null`,
    [batch.agency_id, batch.id],
  );
  return new Map(rows.map(({ id, attrs }) => [id, attrs]));
}

/**
 * All sessions on these documents, locked in one order: two signers of the same letters wait for each other and never in a
 * ring.
 */
export async function lockSessions(tx: Tx, agencyId: string, objectIds: readonly string[]): Promise<SessionRow[]> {
  return signingTables(tx)
    .selectFrom('signing_session')
    .select(SESSION_COLUMNS)
    .where('agency_id', '=', agencyId)
    .where('object_id', 'in', objectIds)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Moves one session along its table; false when it is no longer where it was thought to be. */
export async function moveSession(
  tx: Tx,
  session: Pick<SessionRow, 'agency_id' | 'id'>,
  act: SessionAct,
  at: Date,
  set: Partial<Pick<SessionRow, 'result' | 'signed_at' | 'proven_at' | 'signed_sha256'>> = {},
): Promise<boolean> {
  const { from, to } = SESSION_TRANSITIONS[act];
  const { result, ...rest } = set;
  const moved = await signingTables(tx)
    .updateTable('signing_session')
    .set({
      ...rest,
      state: to,
      changed_at: at,
      ...(result !== undefined && result !== null && { result: JSON.stringify(result) }),
      // What was prepared has done its work; kept, it would be the greatest part of the database.
      ...(act === 'complete' && { prepared: null, signature: null }),
    })
    .where('agency_id', '=', session.agency_id)
    .where('id', '=', session.id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

export interface StoredPreparation {
  sessionId: string;
  prepared: PreparedSignature | null;
  parts?: readonly StoredPart[];
  /** Where no key of ours signs: the file another program is given. */
  offeredSha256?: string;
}

/** Stores what was prepared for several documents at once; answers the sessions that were still there. */
export async function storePrepared(
  tx: Tx,
  agencyId: string,
  items: readonly StoredPreparation[],
  at: Date,
): Promise<Set<string>> {
  const { from, to } = SESSION_TRANSITIONS.prepare;
  const rows = await rawQuery<{ id: string }>(
    tx,
    `update signing_session session
     set state = $5, changed_at = $4, prepared = fresh.prepared::jsonb, signature = null, offered_sha256 = fresh.offered
     from unnest($2::uuid[], $3::text[], $7::text[]) as fresh (id, prepared, offered)
     where session.agency_id = $1 and session.id = fresh.id and session.state = any ($6)
     returning session.id`,
    [
      agencyId,
      items.map(({ sessionId }) => sessionId),
      items.map(({ prepared }) => (prepared === null ? null : JSON.stringify(prepared))),
      at,
      to,
      from,
      items.map(({ offeredSha256 }) => offeredSha256 ?? null),
    ],
  );
  const stored = new Set(rows.map(({ id }) => id));
  await dropParts(tx, agencyId, [...stored]);
  await insertParts(
    tx,
    items.filter(({ sessionId }) => stored.has(sessionId)).flatMap(({ parts = [] }) => parts),
  );
  return stored;
}

/** Moves several sessions; those that are elsewhere by now stay where they are. */
export async function moveSessions(
  tx: Tx,
  agencyId: string,
  ids: readonly string[],
  act: SessionAct,
  at: Date,
  result?: SessionResult,
): Promise<void> {
  const { from, to } = SESSION_TRANSITIONS[act];
  // In the order of their ids, as everywhere.
  await rawQuery(
    tx,
    `update signing_session set state = $4, changed_at = $3, result = coalesce($6::jsonb, result)
     where agency_id = $1 and id in (
       select id from signing_session where agency_id = $1 and id = any ($2) and state = any ($5) order by id for update)`,
    [agencyId, ids, at, to, from, result === undefined ? null : JSON.stringify(result)],
  );
}

/** A timestamp over the whole file proves every signature in it that had no time of its own. */
export async function proveSessions(
  tx: Tx,
  agencyId: string,
  proven: { objectId: string; since: Date; at: Date },
): Promise<void> {
  await signingTables(tx)
    .updateTable('signing_session')
    .set({ proven_at: proven.at })
    .where('agency_id', '=', agencyId)
    .where('object_id', '=', proven.objectId)
    .where('state', '=', 'completed')
    .where('proven_at', 'is', null)
    .where('signed_at', '>=', proven.since)
    .execute();
}

/** Other sessions on the same document are void once one has changed its bytes. */
export async function supersedeOthers(tx: Tx, session: SessionRow, result: SessionResult, at: Date): Promise<void> {
  const ended = await signingTables(tx)
    .updateTable('signing_session')
    .set({
      state: SESSION_TRANSITIONS.supersede.to,
      changed_at: at,
      prepared: null,
      signature: null,
      result: JSON.stringify(result),
    })
    .where('agency_id', '=', session.agency_id)
    .where('object_id', '=', session.object_id)
    .where('id', '!=', session.id)
    .where('state', 'in', SESSION_TRANSITIONS.supersede.from)
    .returning('id')
    .execute();
  await dropParts(
    tx,
    session.agency_id,
    ended.map(({ id }) => id),
  );
}

/** Closes every session of the batches that is still alive; answers how many. */
export async function closeSessions(
  tx: Tx,
  agencyId: string,
  batchIds: readonly string[],
  act: 'refuse' | 'expire' | 'supersede',
  result: SessionResult,
  at: Date,
): Promise<number> {
  const { from, to } = SESSION_TRANSITIONS[act];
  const rows = await rawQuery<{ id: string }>(
    tx,
    `update signing_session set state = $3, changed_at = $4, result = $5::jsonb, prepared = null, signature = null
     where agency_id = $1 and id in (
       select id from signing_session where agency_id = $1 and batch_id = any ($2) and state = any ($6)
       order by id for update)
     returning id`,
    [agencyId, batchIds, to, at, JSON.stringify(result), from],
  );
  await dropParts(
    tx,
    agencyId,
    rows.map(({ id }) => id),
  );
  return rows.length;
}
