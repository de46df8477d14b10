import { foldAccents } from '@congvu/vntext';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { DispatchState } from './interchange.states.ts';
import {
  type DispatchEventRow,
  type DispatchRow,
  interchangeTables,
  type NewDispatchEvent,
} from './interchange.tables.ts';

/** What a line of the history was reported by: a report counts once, however often and under whatever name its message comes. */
export interface ReportKey {
  report_key: string;
  status_code: string;
}

/** One dispatch as it will be, and the line its history gets. */
export interface DispatchChange {
  row: DispatchRow;
  event: { state: DispatchState; at: Date; note: string; message_id?: string } & Partial<ReportKey>;
}

const BY_PARCEL = `
  select dispatch.* from interchange_dispatch dispatch
  join unnest($2::uuid[], $3::text[]) as wanted(message_id, receiver_code)
    on dispatch.message_id = wanted.message_id and dispatch.receiver_code = wanted.receiver_code
  where dispatch.agency_id = $1 order by dispatch.id for update of dispatch`;

/** The dispatches that these parcels carry, locked. Always by id, so that nobody waits in a circle. */
export async function lockDispatchesOfParcels(
  tx: Tx,
  agencyId: string,
  parcels: readonly { message_id: string; receiver_code: string }[],
): Promise<DispatchRow[]> {
  return rawQuery<DispatchRow>(tx, BY_PARCEL, [
    agencyId,
    parcels.map((parcel) => parcel.message_id),
    parcels.map((parcel) => parcel.receiver_code),
  ]);
}

export async function lockDispatches(tx: Tx, agencyId: string, ids: readonly string[]): Promise<DispatchRow[]> {
  if (ids.length === 0) {
    return [];
  }
  return interchangeTables(tx)
    .selectFrom('interchange_dispatch')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Candidates for a status: by the DocumentId of our envelope, or by number, symbol and date when the sender left it out. */
export async function listReportable(
  db: Db | Tx,
  agencyId: string,
  wanted: { documentIds: string[]; numberSymbols: string[] },
): Promise<DispatchRow[]> {
  return rawQuery(
    db,
    `select * from interchange_dispatch where agency_id = $1 and envelope_document_id = any($2::text[])
     union
     select * from interchange_dispatch where agency_id = $1 and number_symbol = any($3::text[])`,
    [agencyId, wanted.documentIds, wanted.numberSymbols],
  );
}

/** Writes all changes of a batch in two statements; the rows are locked by the caller. */
export async function saveChanges(tx: Tx, agencyId: string, changes: readonly DispatchChange[]): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  // Several reports about one dispatch in one batch: the last one holds the state, the history gets every line.
  const rows = [...new Map(changes.map(({ row }) => [row.id, row])).values()];
  const column = (key: keyof DispatchRow): unknown[] => rows.map((row) => row[key]);
  await rawQuery(
    tx,
    `update interchange_dispatch as dispatch set state = changed.state, note = changed.note,
       arrival_number = changed.arrival_number, attempts = changed.attempts, on_paper = changed.on_paper,
       sent_at = changed.sent_at, arrived_at = changed.arrived_at, changed_at = changed.changed_at,
       settled_at = changed.settled_at, settled_by = changed.settled_by, change = changed.change,
       change_kind = changed.change_kind, change_note = changed.change_note, change_at = changed.change_at,
       paper = changed.paper, error_code = changed.error_code
     from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bool[], $8::timestamptz[],
         $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::text[], $15::text[],
         $16::timestamptz[], $17::text[], $18::text[])
       as changed(id, state, note, arrival_number, attempts, on_paper, sent_at, arrived_at, changed_at, settled_at, settled_by,
         change, change_kind, change_note, change_at, paper, error_code)
     where dispatch.agency_id = $1 and dispatch.id = changed.id`,
    [
      agencyId,
      column('id'),
      column('state'),
      column('note'),
      column('arrival_number'),
      column('attempts'),
      column('on_paper'),
      column('sent_at'),
      column('arrived_at'),
      column('changed_at'),
      column('settled_at'),
      column('settled_by'),
      column('change'),
      column('change_kind'),
      column('change_note'),
      column('change_at'),
      column('paper'),
      column('error_code'),
    ],
  );
  await insertEvents(
    tx,
    changes.map(({ row, event }) => ({
      agency_id: agencyId,
      id: newId(row.changed_at.getTime()),
      dispatch_id: row.id,
      ...event,
    })),
  );
}

/** Reports of these messages that the history of these dispatches has already; the dispatches are locked by the caller. */
export async function listKnownReports(
  tx: Tx,
  agencyId: string,
  wanted: { dispatchIds: string[]; reportKeys: string[] },
): Promise<(ReportKey & { dispatch_id: string })[]> {
  return rawQuery(
    tx,
    `select dispatch_id, report_key, status_code from interchange_dispatch_event
     where agency_id = $1 and dispatch_id = any($2::uuid[]) and report_key = any($3::text[])`,
    [agencyId, wanted.dispatchIds, wanted.reportKeys],
  );
}

export async function insertEvents(tx: Tx, events: NewDispatchEvent[]): Promise<void> {
  if (events.length > 0) {
    await interchangeTables(tx).insertInto('interchange_dispatch_event').values(events).execute();
  }
}

export async function listDispatches(db: Db | Tx, agencyId: string, documentId: string): Promise<DispatchRow[]> {
  return interchangeTables(db)
    .selectFrom('interchange_dispatch')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .orderBy('sort_order')
    .execute();
}

export async function listEvents(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<DispatchEventRow[]> {
  if (ids.length === 0) {
    return [];
  }
  return interchangeTables(db)
    .selectFrom('interchange_dispatch_event')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('dispatch_id', 'in', ids)
    .orderBy('seq')
    .execute();
}

/** An amended dispatch: another receiver, envelope or way; the row is locked by the caller, its history goes on. */
export async function moveToParcel(tx: Tx, row: DispatchRow, event: DispatchChange['event']): Promise<void> {
  await saveChanges(tx, row.agency_id, [{ row, event }]);
  await interchangeTables(tx)
    .updateTable('interchange_dispatch')
    .set({
      message_id: row.message_id,
      receiver_agency_id: row.receiver_agency_id,
      receiver_name: row.receiver_name,
      receiver_code: row.receiver_code,
      alias_codes: row.alias_codes,
      carrier: row.carrier,
      connection_id: row.connection_id,
      // It goes out anew: a receiver that lets us wait once more is told of once more.
      ...(row.state !== 'sent' && { late_told: '' }),
      search_text: foldAccents(
        [row.number_symbol, row.abstract, row.receiver_name, row.receiver_code, ...row.alias_codes]
          .filter((part) => part !== '')
          .join(' '),
      ),
    })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .execute();
}
