import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type BatchRow, type SentTicket, type SessionRow, signingTables } from './signing.tables.ts';

/** Far below the 65,535 parameters of one statement. */
const ROWS_AT_ONCE = 500;

export async function insertBatch(tx: Tx, batch: BatchRow, sessions: readonly SessionRow[]): Promise<void> {
  await signingTables(tx)
    .insertInto('signing_batch')
    .values({ ...batch, ticket: null })
    .execute();
  for (let from = 0; from < sessions.length; from += ROWS_AT_ONCE) {
    await signingTables(tx)
      .insertInto('signing_session')
      .values(
        sessions.slice(from, from + ROWS_AT_ONCE).map((session) => ({
          ...session,
          review: JSON.stringify(session.review),
          prepared: null,
          result: null,
        })),
      )
      .execute();
  }
}

function missingBatch() {
  return notFound('signing.batch_not_found', 'Không tìm thấy lô ký này. Mở lại danh sách chờ ký.');
}

export async function getBatch(db: Db | Tx, agencyId: string, id: string): Promise<BatchRow> {
  const row = await signingTables(db)
    .selectFrom('signing_batch')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw missingBatch();
  }
  return row;
}

export type BatchKey = Pick<BatchRow, 'agency_id' | 'id'>;
const SWEEP_SIZE = 200;

export async function listOverdueBatches(db: Db | Tx, now: Date): Promise<BatchKey[]> {
  return signingTables(db)
    .selectFrom('signing_batch')
    .select(['agency_id', 'id'])
    .where('state', 'in', ['open', 'sent'])
    .where('expires_at', '<', now)
    .orderBy('expires_at')
    .limit(SWEEP_SIZE)
    .execute();
}

/** Batches whose device is to be asked again; each is taken by one process at a time. */
export async function takeWaitingBatches(db: Db, now: Date, next: Date, limit: number): Promise<BatchKey[]> {
  return rawQuery<BatchKey>(
    db,
    `update signing_batch set poll_at = $2
     where (agency_id, id) in (
       select agency_id, id from signing_batch where state = 'sent' and poll_at <= $1
       order by poll_at limit $3 for update skip locked)
     returning agency_id, id`,
    [now, next, limit],
  );
}

export interface BrokenBatch {
  id: string;
  failed: number;
  message: string;
}

/** Open batches of the person in which something could not be signed and still can be. Mails are told by their own module. */
export async function listBrokenBatches(
  db: Db | Tx,
  owner: { agencyId: string; personId: string; positionId: string },
  now: Date,
): Promise<BrokenBatch[]> {
  return rawQuery<BrokenBatch>(
    db,
    `select batch.id, count(*)::int as failed, max(session.result->>'message') as message
     from signing_batch batch
     join signing_session session on session.agency_id = batch.agency_id and session.batch_id = batch.id
     where batch.agency_id = $1 and batch.person_id = $2 and batch.position_id = $3 and batch.state = 'open'
       and batch.expires_at > $4 and session.state = 'failed' and batch.purpose not like 'webmail.%'
     group by batch.id, batch.opened_at order by batch.opened_at desc limit 5`,
    [owner.agencyId, owner.personId, owner.positionId, now],
  );
}

/** Moves the batch out of `open` or `sent`; false when it was closed meanwhile. */
export async function setBatchState(
  tx: Tx,
  batch: BatchKey,
  state: BatchRow['state'],
  sent: { ticket: SentTicket; pollAt: Date | null; reason: string } | null = null,
): Promise<boolean> {
  const moved = await signingTables(tx)
    .updateTable('signing_batch')
    .set({
      state,
      ticket: sent === null ? null : JSON.stringify(sent.ticket),
      poll_at: sent?.pollAt ?? null,
      ...(sent !== null && { reason: sent.reason }),
    })
    .where('agency_id', '=', batch.agency_id)
    .where('id', '=', batch.id)
    .where('state', 'in', ['open', 'sent'])
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
