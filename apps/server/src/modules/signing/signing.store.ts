import type { PreparedSignature } from '@congvu/pades';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { SESSION_TRANSITIONS, type SessionAct } from './signing.states.ts';
import {
  type BatchRow,
  type SentTicket,
  type SessionResult,
  type SessionRow,
  signingTables,
} from './signing.tables.ts';

export async function insertBatch(tx: Tx, batch: BatchRow, sessions: readonly SessionRow[]): Promise<void> {
  await signingTables(tx)
    .insertInto('signing_batch')
    .values({ ...batch, ticket: null })
    .execute();
  for (const session of sessions) {
    await signingTables(tx)
      .insertInto('signing_session')
      .values({ ...session, review: JSON.stringify(session.review), prepared: null, result: null })
      .execute();
  }
}

export async function getBatch(db: Db | Tx, agencyId: string, id: string): Promise<BatchRow> {
  const row = await signingTables(db)
    .selectFrom('signing_batch')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('signing.batch_not_found', 'Không tìm thấy lô ký này. Mở lại danh sách chờ ký.');
  }
  return row;
}

const SWEEP_SIZE = 200;

export async function listOverdueBatches(db: Db | Tx, now: Date): Promise<Pick<BatchRow, 'agency_id' | 'id'>[]> {
  return signingTables(db)
    .selectFrom('signing_batch')
    .select(['agency_id', 'id'])
    .where('state', 'in', ['open', 'sent'])
    .where('expires_at', '<', now)
    .orderBy('expires_at')
    .limit(SWEEP_SIZE)
    .execute();
}

export async function listSessions(db: Db | Tx, agencyId: string, batchId: string): Promise<SessionRow[]> {
  return signingTables(db)
    .selectFrom('signing_session')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('batch_id', '=', batchId)
    .orderBy('sort_order')
    .execute();
}

/** Moves the batch out of `open` or `sent`; false when it was closed meanwhile. */
export async function setBatchState(
  tx: Tx,
  batch: Pick<BatchRow, 'agency_id' | 'id'>,
  state: BatchRow['state'],
  ticket: SentTicket | null = null,
): Promise<boolean> {
  const moved = await signingTables(tx)
    .updateTable('signing_batch')
    .set({ state, ticket: ticket === null ? null : JSON.stringify(ticket) })
    .where('agency_id', '=', batch.agency_id)
    .where('id', '=', batch.id)
    .where('state', 'in', ['open', 'sent'])
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** All sessions on one document, locked in one order: two signers of the same letter wait for each other and never in a ring. */
export async function lockSessions(tx: Tx, agencyId: string, objectId: string): Promise<SessionRow[]> {
  return signingTables(tx)
    .selectFrom('signing_session')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('object_id', '=', objectId)
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
  set: { prepared?: PreparedSignature; result?: SessionResult } = {},
): Promise<boolean> {
  const { from, to } = SESSION_TRANSITIONS[act];
  const moved = await signingTables(tx)
    .updateTable('signing_session')
    .set({
      state: to,
      changed_at: at,
      ...(set.prepared !== undefined && { prepared: JSON.stringify(set.prepared) }),
      ...(set.result !== undefined && { result: JSON.stringify(set.result) }),
    })
    .where('agency_id', '=', session.agency_id)
    .where('id', '=', session.id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Other sessions on the same document are void once one has changed its bytes. */
export async function supersedeOthers(tx: Tx, session: SessionRow, result: SessionResult, at: Date): Promise<void> {
  await signingTables(tx)
    .updateTable('signing_session')
    .set({ state: SESSION_TRANSITIONS.supersede.to, changed_at: at, result: JSON.stringify(result) })
    .where('agency_id', '=', session.agency_id)
    .where('object_id', '=', session.object_id)
    .where('id', '!=', session.id)
    .where('state', 'in', SESSION_TRANSITIONS.supersede.from)
    .execute();
}

/** Closes every session of the batch that is still alive. */
export async function closeSessions(
  tx: Tx,
  batch: Pick<BatchRow, 'agency_id' | 'id'>,
  act: 'refuse' | 'expire',
  result: SessionResult,
  at: Date,
): Promise<void> {
  await signingTables(tx)
    .updateTable('signing_session')
    .set({ state: SESSION_TRANSITIONS[act].to, changed_at: at, result: JSON.stringify(result) })
    .where('agency_id', '=', batch.agency_id)
    .where('batch_id', '=', batch.id)
    .where('state', 'in', SESSION_TRANSITIONS[act].from)
    .execute();
}
