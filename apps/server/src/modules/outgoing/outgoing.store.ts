import { type DocumentRow, getDocument } from '#modules/documents';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { OutgoingFacts } from './outgoing.policy.ts';
import { OUTGOING_STATE_LABELS, OUTGOING_TRANSITIONS, type OutgoingAct } from './outgoing.states.ts';
import { type OutgoingRow, type OutgoingTables, outgoingTables, type ReceiverRow } from './outgoing.tables.ts';

/** The document as every module knows it, and what only outgoing knows of it. */
export interface OutgoingRecord {
  row: OutgoingRow;
  document: DocumentRow;
}

function missing() {
  return notFound('outgoing.not_found', 'Không tìm thấy văn bản đi này. Có thể văn bản thuộc cơ quan khác.');
}

export function outgoingFacts(row: OutgoingRow): OutgoingFacts {
  return {
    agencyId: row.agency_id,
    state: row.state,
    unitId: row.unit_id,
    drafterPersonId: row.drafter_person_id,
    signerPersonId: row.signer_person_id,
    signerPositionId: row.signer_position_id,
  };
}

export async function findOutgoingRow(db: Db | Tx, agencyId: string, id: string): Promise<OutgoingRow | undefined> {
  return outgoingTables(db)
    .selectFrom('outgoing_document')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function getOutgoing(db: Db | Tx, agencyId: string, id: string): Promise<OutgoingRecord> {
  const row = await findOutgoingRow(db, agencyId, id);
  if (row === undefined) {
    throw missing();
  }
  return { row, document: await getDocument(db, agencyId, id) };
}

/** The row locked for this transaction. */
export async function lockOutgoing(tx: Tx, agencyId: string, id: string): Promise<OutgoingRecord> {
  const row = await outgoingTables(tx)
    .selectFrom('outgoing_document')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return { row, document: await getDocument(tx, agencyId, id) };
}

export async function insertOutgoing(tx: Tx, row: OutgoingRow): Promise<void> {
  await outgoingTables(tx).insertInto('outgoing_document').values(row).execute();
}

type OutgoingChange = Partial<Omit<OutgoingRow, 'agency_id' | 'id' | 'state'>>;

/** Moves the document along the table of states; no row means somebody was quicker. */
export async function transitionOutgoing(
  tx: Tx,
  context: Context,
  document: { agencyId: string; id: string },
  act: OutgoingAct,
  set: OutgoingChange = {},
): Promise<OutgoingRow> {
  const { from, to } = OUTGOING_TRANSITIONS[act];
  const moved = await outgoingTables(tx)
    .updateTable('outgoing_document')
    .set({ ...set, state: to, changed_at: context.clock.now() })
    .where('agency_id', '=', document.agencyId)
    .where('id', '=', document.id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    const { row } = await getOutgoing(tx, document.agencyId, document.id);
    throw wrongState(row);
  }
  return moved;
}

export function wrongState(row: Pick<OutgoingRow, 'state'>) {
  return conflict(
    'outgoing.wrong_state',
    `Văn bản đang ở bước "${OUTGOING_STATE_LABELS[row.state]}" nên không làm được việc này. Tải lại trang để xem bước hiện tại.`,
  );
}

export async function replaceReceivers(
  tx: Tx,
  document: { agencyId: string; id: string },
  receivers: readonly Omit<ReceiverRow, 'agency_id' | 'document_id' | 'sort_order'>[],
): Promise<void> {
  await outgoingTables(tx)
    .deleteFrom('outgoing_receiver')
    .where('agency_id', '=', document.agencyId)
    .where('document_id', '=', document.id)
    .execute();
  if (receivers.length > 0) {
    const rows = receivers.map((receiver, index) => ({
      ...receiver,
      agency_id: document.agencyId,
      document_id: document.id,
      sort_order: index,
    }));
    await outgoingTables(tx).insertInto('outgoing_receiver').values(rows).execute();
  }
}

export async function listReceivers(db: Db | Tx, agencyId: string, documentId: string): Promise<ReceiverRow[]> {
  return outgoingTables(db)
    .selectFrom('outgoing_receiver')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .orderBy('sort_order')
    .execute();
}

/** The series the head has decided for the type; all types without one share `all` (Decree 30/2020 Art. 15). */
export async function findSeries(db: Db | Tx, agencyId: string, documentType: string): Promise<string> {
  const [found] = await rawQuery<{ series: string }>(
    db,
    'select series from outgoing_series where agency_id = $1 and $2 = any(document_types) order by series limit 1',
    [agencyId, documentType],
  );
  return found?.series ?? 'all';
}

/** What the register would give now; only a forecast, the number is taken when the seal is applied. */
export async function forecastNumber(db: Db | Tx, agencyId: string, series: string, year: number): Promise<number> {
  const [register] = await rawQuery<{ last_number: number }>(
    db,
    `select last_number from register where agency_id = $1 and direction = 'outgoing' and series = $2 and year = $3`,
    [agencyId, series, year],
  );
  return (register?.last_number ?? 0) + 1;
}

export interface RegisteredNumber {
  number: number;
  year: number;
}

/** The number the register holds for the document now. */
export async function findRegisteredNumber(
  db: Db | Tx,
  agencyId: string,
  documentId: string,
): Promise<RegisteredNumber | undefined> {
  const [entry] = await rawQuery<RegisteredNumber>(
    db,
    `select entry.number, register.year from register_entry entry
     join register on register.agency_id = entry.agency_id and register.id = entry.register_id
     where entry.agency_id = $1 and entry.document_id = $2 and entry.cancelled_at is null and register.direction = 'outgoing'`,
    [agencyId, documentId],
  );
  return entry;
}

export interface CancelledNumber extends RegisteredNumber {
  reason: string;
  at: Date;
}

export async function listCancelledNumbers(
  db: Db | Tx,
  agencyId: string,
  documentId: string,
): Promise<CancelledNumber[]> {
  return rawQuery<CancelledNumber>(
    db,
    `select entry.number, register.year, entry.cancelled_reason as reason, entry.cancelled_at as at
     from register_entry entry
     join register on register.agency_id = entry.agency_id and register.id = entry.register_id
     where entry.agency_id = $1 and entry.document_id = $2 and entry.cancelled_at is not null
     order by entry.cancelled_at`,
    [agencyId, documentId],
  );
}

/** The line of the register as it was written; false when number and symbol were given before in that year. */
export async function insertNumber(tx: Tx, row: OutgoingTables['outgoing_number']): Promise<boolean> {
  const inserted = await outgoingTables(tx)
    .insertInto('outgoing_number')
    .values(row)
    .onConflict((clash) => clash.columns(['agency_id', 'year', 'number_symbol']).doNothing())
    .returning('number')
    .executeTakeFirst();
  return inserted !== undefined;
}
