import { foldAccents } from '@congvu/vntext';
import type { IssuedLetter } from '#modules/outgoing';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { insertEvents } from '../dispatch.store.ts';
import type { MessageSource } from '../envelope/message-source.ts';
import { type DispatchRow, interchangeTables } from '../interchange.tables.ts';
import type { Destination } from './find-destinations.ts';

/** Khẩn first, at every station of the way. */
const PRIORITY: Record<IssuedLetter['urgency'], number> = { normal: 0, urgent: 1, very_urgent: 2, express: 3 };

export type LetterSource = Extract<MessageSource, { kind: 'document' }>;

/** The envelope of a letter; undefined when this very version stands already. */
export async function insertLetter(
  tx: Tx,
  letter: { agencyId: string; documentId: string; version: number },
  source: LetterSource,
  at: Date,
): Promise<string | undefined> {
  const inserted = await interchangeTables(tx)
    .insertInto('interchange_message')
    .values({
      agency_id: letter.agencyId,
      id: newId(at.getTime()),
      kind: 'document',
      document_id: letter.documentId,
      status_code: '',
      version: letter.version,
      envelope_document_id: source.message.documentId,
      source: JSON.stringify(source),
      sha256: null,
      size: null,
      content: null,
      created_at: at,
    })
    .onConflict((clash) =>
      clash.columns(['agency_id', 'document_id', 'kind', 'status_code', 'version', 'receiver_code']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined && source.files.length > 0) {
    await interchangeTables(tx)
      .insertInto('interchange_file')
      .values(
        source.files.map((file, position) => ({
          agency_id: letter.agencyId,
          message_id: inserted.id,
          direction: 'sent' as const,
          position,
          name: file.name,
          media_type: file.mediaType,
          size: file.size,
          sha256: file.sha256,
        })),
      )
      .execute();
  }
  return inserted?.id;
}

export async function newestVersion(tx: Tx, agencyId: string, documentId: string): Promise<number> {
  const [row] = await rawQuery<{ version: number | null }>(
    tx,
    `select max(version) as version from interchange_message where agency_id = $1 and document_id = $2 and kind = 'document'`,
    [agencyId, documentId],
  );
  return row?.version ?? 0;
}

export interface DispatchPlace {
  messageId: string;
  senderCode: string;
  envelopeDocumentId: string;
  sortOrder: number;
  at: Date;
}

export function dispatchRow(letter: IssuedLetter, destination: Destination, place: DispatchPlace): DispatchRow {
  const { carrier, name, code, aliases, note } = destination;
  const connected = carrier !== null;
  return {
    agency_id: letter.agencyId,
    id: newId(place.at.getTime()),
    document_id: letter.documentId,
    message_id: place.messageId,
    envelope_document_id: place.envelopeDocumentId,
    sender_code: place.senderCode,
    receiver_agency_id: destination.agencyId,
    receiver_name: name,
    receiver_code: code,
    alias_codes: aliases,
    carrier,
    connection_id: destination.connectionId,
    sort_order: place.sortOrder,
    state: connected ? 'queued' : 'manual',
    change: 'none',
    change_kind: '',
    change_note: '',
    change_at: null,
    paper: connected && destination.onPaper ? 'due' : 'none',
    error_code: '',
    note,
    arrival_number: null,
    attempts: 0,
    on_paper: false,
    mailed_to: '',
    sent_at: null,
    arrived_at: null,
    changed_at: place.at,
    settled_at: null,
    settled_by: null,
    number_symbol: letter.numberSymbol,
    type_name: letter.typeName,
    abstract: letter.abstract,
    issued_on: letter.issuedOn,
    due_on: letter.dueOn,
    search_text: foldAccents(
      [letter.numberSymbol, letter.abstract, name, code, ...aliases].filter((part) => part !== '').join(' '),
    ),
  };
}

export async function insertDispatches(tx: Tx, dispatches: readonly DispatchRow[]): Promise<void> {
  if (dispatches.length === 0) {
    return;
  }
  await interchangeTables(tx)
    .insertInto('interchange_dispatch')
    .values([...dispatches])
    .execute();
  await insertEvents(
    tx,
    dispatches.map((dispatch) => ({
      agency_id: dispatch.agency_id,
      id: newId(dispatch.changed_at.getTime()),
      dispatch_id: dispatch.id,
      state: dispatch.state,
      at: dispatch.changed_at,
      note: dispatch.note,
    })),
  );
}

/** Parcels to this receiver about these earlier letters that have not left yet: nothing about a letter overtakes it. */
async function listEarlier(
  tx: Tx,
  agencyId: string,
  envelopeIds: readonly string[],
): Promise<{ id: string; receiver_code: string }[]> {
  if (envelopeIds.length === 0) {
    return [];
  }
  return rawQuery(
    tx,
    `select parcel.id, parcel.receiver_code from interchange_dispatch dispatch
     join interchange_outbox parcel on parcel.agency_id = dispatch.agency_id and parcel.message_id = dispatch.message_id
     where dispatch.agency_id = $1 and dispatch.envelope_document_id = any($2::text[]) and parcel.state = 'queued'
     group by parcel.id, parcel.receiver_code`,
    [agencyId, envelopeIds],
  );
}

export async function insertParcels(
  tx: Tx,
  letter: { agencyId: string; urgency: IssuedLetter['urgency'] },
  dispatches: readonly DispatchRow[],
  /** DocumentIds of the letters this one speaks of. */
  about: readonly string[] = [],
): Promise<void> {
  const queued = dispatches.filter((dispatch) => dispatch.state === 'queued' && dispatch.carrier !== null);
  if (queued.length === 0) {
    return;
  }
  const earlier = await listEarlier(tx, letter.agencyId, about);
  await interchangeTables(tx)
    .insertInto('interchange_outbox')
    .values(
      queued.map((dispatch) => ({
        agency_id: letter.agencyId,
        id: newId(dispatch.changed_at.getTime()),
        message_id: dispatch.message_id,
        kind: 'document' as const,
        // Those without a carrier were left out above.
        carrier: dispatch.carrier ?? 'inside',
        connection_id: dispatch.connection_id,
        sender_code: dispatch.sender_code,
        receiver_agency_id: dispatch.receiver_agency_id,
        receiver_code: dispatch.receiver_code,
        waits_for: earlier.filter((row) => row.receiver_code === dispatch.receiver_code).map((row) => row.id),
        priority: PRIORITY[letter.urgency],
        state: 'queued' as const,
        attempts: 0,
        next_at: dispatch.changed_at,
        leased_until: null,
        last_error: '',
        failed_at: null,
        sent_at: null,
        created_at: dispatch.changed_at,
      })),
    )
    .execute();
}

/** What was still to go where the dispatch went before; what a worker has in hand goes on, its receiver recognises a repetition. */
export async function dropQueued(tx: Tx, before: DispatchRow, at: Date): Promise<void> {
  await rawQuery(
    tx,
    `delete from interchange_outbox where agency_id = $1 and message_id = $2 and receiver_code = $3 and kind = 'document'
       and state = 'queued' and (leased_until is null or leased_until < $4)`,
    [before.agency_id, before.message_id, before.receiver_code, at],
  );
}

/**
 * The parcel of a dispatch that was amended: a new one, or the one there is, from the first attempt on. Over another way nobody can be
 * asked whether an earlier attempt arrived; the receiver recognises the repetition.
 */
export async function putParcel(tx: Tx, dispatch: DispatchRow, at: Date): Promise<void> {
  await rawQuery(
    tx,
    `insert into interchange_outbox (agency_id, id, message_id, kind, carrier, connection_id, sender_code, receiver_agency_id,
       receiver_code, priority, state, next_at, created_at)
     values ($1, $2, $3, 'document', $4, $5, $6, $7, $8,
       coalesce((select max(priority) from interchange_outbox where agency_id = $1 and message_id = $9), 0), 'queued', $10, $10)
     on conflict (agency_id, message_id, receiver_code) do update set state = 'queued', attempts = 0, next_at = excluded.next_at,
       leased_until = null, error_code = '', last_error = '', failed_at = null, receiver_agency_id = excluded.receiver_agency_id,
       in_doubt = interchange_outbox.in_doubt and interchange_outbox.carrier = excluded.carrier
         and interchange_outbox.connection_id is not distinct from excluded.connection_id,
       carrier = excluded.carrier, connection_id = excluded.connection_id`,
    [
      dispatch.agency_id,
      newId(at.getTime()),
      dispatch.message_id,
      dispatch.carrier,
      dispatch.connection_id,
      dispatch.sender_code,
      dispatch.receiver_agency_id,
      dispatch.receiver_code,
      dispatch.message_id,
      at,
    ],
  );
}
