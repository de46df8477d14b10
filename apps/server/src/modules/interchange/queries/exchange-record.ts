import type { VerdictView } from '@congvu/contracts';
import type { CarrierName } from '#modules/carriers';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { listDispatches } from '../dispatch.store.ts';
import {
  type DispatchEventRow,
  type DispatchRow,
  type FileRow,
  interchangeTables,
  type OriginRow,
} from '../interchange.tables.ts';
import { listEventsByDispatch } from './deliveries.ts';
import { findOrigin } from './find-earlier.ts';

/** One envelope that went or came about a document. Its bytes lie in the blob store under `sha256`, or in `content`. */
export interface ExchangedMessage {
  id: string;
  direction: 'sent' | 'received';
  kind: 'document' | 'status';
  /** '' for a letter. */
  statusCode: string;
  version: number;
  envelopeDocumentId: string;
  sha256: string;
  size: number;
  content: Buffer | null;
  /** One entry a receiver when sent, the sender alone when received. */
  parties: {
    code: string;
    carrier: CarrierName;
    connectionId: string | null;
    /** The name the carrier gave it, as far as it gave one. */
    transportId: string;
    at: Date | null;
    state: string;
    attempts: number;
    errorCode: string;
    reason: string;
  }[];
  files: Pick<FileRow, 'position' | 'name' | 'media_type' | 'size' | 'sha256'>[];
  createdAt: Date;
}

export interface ExchangeRecord {
  messages: ExchangedMessage[];
  /** Of a document of ours: one a receiver, with its whole history. */
  dispatches: { row: DispatchRow; events: DispatchEventRow[] }[];
  /** Of a document that came: what statuses about it name. */
  origin: OriginRow | undefined;
  verdict: VerdictView | undefined;
}

type MessageLine = Omit<ExchangedMessage, 'direction' | 'files' | 'parties'> & {
  parties: ExchangedMessage['parties'] | null;
};

const SENT = `
  select message.id, message.kind, message.status_code as "statusCode", message.version,
    message.envelope_document_id as "envelopeDocumentId", message.sha256, message.size, message.content,
    message.created_at as "createdAt",
    (select json_agg(json_build_object('code', parcel.receiver_code, 'carrier', parcel.carrier, 'connectionId', parcel.connection_id,
       'transportId', parcel.transport_id, 'at', parcel.sent_at, 'state', parcel.state, 'attempts', parcel.attempts,
       'errorCode', parcel.error_code, 'reason', parcel.last_error) order by parcel.seq)
     from interchange_outbox parcel where parcel.agency_id = message.agency_id and parcel.message_id = message.id) as parties
  from interchange_message message
  where message.agency_id = $1 and message.document_id = $2 and message.sha256 is not null order by message.created_at, message.id`;

const RECEIVED = `
  select inbox.id, inbox.kind, '' as "statusCode", 1 as version, '' as "envelopeDocumentId", inbox.sha256, inbox.size, inbox.content,
    inbox.received_at as "createdAt",
    json_build_array(json_build_object('code', inbox.sender_code, 'carrier', inbox.carrier, 'connectionId', inbox.connection_id,
      'transportId', inbox.message_id, 'at', inbox.received_at, 'state', inbox.state, 'attempts', inbox.attempts,
      'errorCode', inbox.error_code, 'reason', inbox.error_text)) as parties
  from interchange_inbox inbox
  where inbox.agency_id = $1 and inbox.document_id = $2 order by inbox.seq`;

async function filesOf(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) {
    return [];
  }
  return interchangeTables(db)
    .selectFrom('interchange_file')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('message_id', 'in', ids)
    .orderBy('position')
    .execute();
}

function withInstants(parties: ExchangedMessage['parties'] | null): ExchangedMessage['parties'] {
  // json_agg turns an instant into text.
  return (parties ?? []).map((party) => ({ ...party, at: party.at === null ? null : new Date(party.at) }));
}

/** Everything that is known about how a document went or came: for evidence, and for whoever must explain what happened. */
export async function exchangeRecord(db: Db | Tx, agencyId: string, documentId: string): Promise<ExchangeRecord> {
  const sent = await rawQuery<MessageLine>(db, SENT, [agencyId, documentId]);
  const received = await rawQuery<MessageLine>(db, RECEIVED, [agencyId, documentId]);
  const rows = await listDispatches(db, agencyId, documentId);
  const [events, origin, files] = [
    await listEventsByDispatch(
      db,
      agencyId,
      rows.map((row) => row.id),
    ),
    await findOrigin(db, agencyId, documentId),
    await filesOf(
      db,
      agencyId,
      [...sent, ...received].map((message) => message.id),
    ),
  ];
  const present =
    (direction: 'sent' | 'received') =>
    (line: MessageLine): ExchangedMessage => ({
      ...line,
      direction,
      parties: withInstants(line.parties),
      files: files.filter((file) => file.message_id === line.id && file.direction === direction),
    });
  return {
    messages: [...sent.map(present('sent')), ...received.map(present('received'))],
    dispatches: rows.map((row) => ({ row, events: events.get(row.id) ?? [] })),
    origin,
    verdict: origin?.verdict,
  };
}
