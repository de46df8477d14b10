import type { PreparedSignature } from '@congvu/pades';
import type { Ticket } from '@congvu/pki';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { SESSION_TRANSITIONS, type SessionAct } from './signing.states.ts';
import { type BatchRow, type SessionResult, type SessionRow, signingTables } from './signing.tables.ts';

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

export async function listSessions(db: Db | Tx, agencyId: string, batchId: string): Promise<SessionRow[]> {
  return signingTables(db)
    .selectFrom('signing_session')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('batch_id', '=', batchId)
    .orderBy('sort_order')
    .execute();
}

export async function setBatchState(
  tx: Tx,
  batch: BatchRow,
  state: BatchRow['state'],
  ticket: Ticket | null = null,
): Promise<void> {
  await signingTables(tx)
    .updateTable('signing_batch')
    .set({ state, ticket: ticket === null ? null : JSON.stringify(ticket) })
    .where('agency_id', '=', batch.agency_id)
    .where('id', '=', batch.id)
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
export async function supersedeOthers(tx: Tx, session: SessionRow, at: Date): Promise<void> {
  await signingTables(tx)
    .updateTable('signing_session')
    .set({ state: SESSION_TRANSITIONS.supersede.to, changed_at: at })
    .where('agency_id', '=', session.agency_id)
    .where('object_id', '=', session.object_id)
    .where('id', '!=', session.id)
    .where('state', 'in', SESSION_TRANSITIONS.supersede.from)
    .execute();
}
