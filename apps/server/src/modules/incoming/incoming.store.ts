import type { IncomingState } from '@congvu/contracts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { INCOMING_STATE_LABELS, INCOMING_TRANSITIONS, type IncomingAct } from './incoming.states.ts';
import { type IncomingTables, incomingTables } from './incoming.tables.ts';

export type IncomingRow = Omit<Selectable<IncomingTables['incoming_document']>, 'words'>;
export type NewIncoming = Insertable<IncomingTables['incoming_document']>;
export type IncomingChange = Updateable<IncomingTables['incoming_document']>;

export interface IncomingKey {
  agencyId: string;
  id: string;
}

const COLUMNS = [
  'agency_id',
  'id',
  'state',
  'source',
  'arrived_at',
  'arrived_on',
  'arrival_number',
  'arrival_year',
  'registered_at',
  'registered_by',
  'number_symbol',
  'document_type',
  'type_name',
  'abstract',
  'issuing_agency_name',
  'issuer_key',
  'issued_on',
  'urgency',
  'attachment_count',
  'due_on',
  'reply_due_on',
  'lead_name',
  'receiver_text',
  'forwarded_on',
  'verdict',
  'verdict_detail',
  'sender_code',
  'envelope_document_id',
  'main_sha256',
  'envelope',
  'is_duplicate',
  'presented_to',
  'presented_name',
  'presented_title',
  'needs_approval',
  'result_text',
  'result_by',
  'result_at',
  'returned_reason',
  'returned_by',
  'returned_at',
  'done_at',
  'note',
] as const;

function missing() {
  return notFound('incoming.not_found', 'Không tìm thấy văn bản đến này. Tải lại danh sách văn bản đến.');
}

function oneRow(db: Db | Tx, key: IncomingKey) {
  return incomingTables(db)
    .selectFrom('incoming_document')
    .select(COLUMNS)
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id);
}

export async function findIncoming(db: Db | Tx, key: IncomingKey): Promise<IncomingRow | undefined> {
  return oneRow(db, key).executeTakeFirst();
}

export async function getIncoming(db: Db | Tx, key: IncomingKey): Promise<IncomingRow> {
  const row = await findIncoming(db, key);
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** Loaded for update: whoever acts at the same time waits and then sees what was done. */
export async function lockIncoming(tx: Tx, key: IncomingKey): Promise<IncomingRow> {
  const row = await oneRow(tx, key).forUpdate().executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** True when the row is new; false when the very same envelope with the very same page is there already. */
export async function insertIncoming(tx: Tx, row: NewIncoming): Promise<void> {
  await insertAllIncoming(tx, [row]);
}

export async function insertAllIncoming(tx: Tx, rows: readonly NewIncoming[]): Promise<void> {
  await incomingTables(tx).insertInto('incoming_document').values(rows).execute();
}

export async function changeIncoming(tx: Tx, key: IncomingKey, set: IncomingChange): Promise<void> {
  await incomingTables(tx)
    .updateTable('incoming_document')
    .set(set)
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .execute();
}

export function wrongState(act: IncomingAct, state: IncomingState) {
  const allowed = INCOMING_TRANSITIONS[act].from.map((from) => `"${INCOMING_STATE_LABELS[from]}"`).join(', ');
  return conflict(
    'incoming.wrong_state',
    `Văn bản đang ở bước "${INCOMING_STATE_LABELS[state]}"; việc này chỉ làm được ở bước ${allowed}. Tải lại để xem bước hiện tại.`,
  );
}

/** The conditional UPDATE of a step: no row means that somebody else was first. `to` overrides the table's where a rule says so. */
export async function transitionIncoming(
  tx: Tx,
  row: Pick<IncomingRow, 'agency_id' | 'id' | 'state'>,
  act: IncomingAct,
  set: IncomingChange = {},
  to: IncomingState = INCOMING_TRANSITIONS[act].to,
): Promise<void> {
  const moved = await incomingTables(tx)
    .updateTable('incoming_document')
    .set({ ...set, state: to })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', 'in', INCOMING_TRANSITIONS[act].from)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) {
    throw wrongState(act, row.state);
  }
}

export async function findByEnvelope(
  db: Db | Tx,
  letter: { agencyId: string; senderCode: string; envelopeDocumentId: string; mainSha256?: string },
): Promise<{ id: string }[]> {
  let query = incomingTables(db)
    .selectFrom('incoming_document')
    .select('id')
    .where('agency_id', '=', letter.agencyId)
    .where('sender_code', '=', letter.senderCode)
    .where('envelope_document_id', '=', letter.envelopeDocumentId)
    .where('envelope_document_id', '<>', '');
  if (letter.mainSha256 !== undefined) {
    query = query.where('main_sha256', '=', letter.mainSha256);
  }
  return query.orderBy('arrived_at').execute();
}
