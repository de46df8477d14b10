import { createHash } from 'node:crypto';
import { buildEdxml, type EdxmlStatus } from '@congvu/edxml';
import type { CarrierName } from '#modules/carriers';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MessageSource } from '../envelope/message-source.ts';

/** A status about a document, on its way to one body. */
export interface StatusParcel {
  agencyId: string;
  /** The incoming document it reports on, or the letter of ours that is taken back. */
  documentId: string;
  envelopeDocumentId: string;
  /** Statuses are unique by document, code and round; those that go on to receivers also by receiver. */
  round: number;
  onlyFor: string;
  /** The way it goes: the one its letter took. */
  way: { carrier: CarrierName; connectionId: string | null; agencyId: string | null; code: string };
  senderCode: string;
  /** Nothing about the document can be under way to this body yet: spares looking. */
  isFirst: boolean;
}

// One statement for both rows: a status is written for every letter that arrives. A status waits for whatever about the same
// document is still on its way to the same body, so that it overtakes neither the letter nor an earlier status.
const INSERT = `
  with message as (
    insert into interchange_message (agency_id, id, kind, document_id, status_code, version, receiver_code, envelope_document_id,
      source, sha256, size, content, created_at)
    values ($1, $2, 'status', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (agency_id, document_id, kind, status_code, version, receiver_code) do nothing
    returning agency_id, id
  )
  insert into interchange_outbox (agency_id, id, message_id, kind, carrier, connection_id, sender_code, receiver_agency_id,
    receiver_code, waits_for, state, next_at, created_at)
  select agency_id, $13, id, 'status', $14, $15, $16, $17, $18, $19::uuid[], 'queued', $12, $12 from message
  returning message_id`;

/** Parcels about the document that have not left for this receiver yet. */
async function listUnderWay(tx: Tx, parcel: StatusParcel): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select parcel.id from interchange_message message
     join interchange_outbox parcel on parcel.agency_id = message.agency_id and parcel.message_id = message.id
     where message.agency_id = $1 and message.document_id = $2 and parcel.receiver_code = $3 and parcel.state = 'queued'`,
    [parcel.agencyId, parcel.documentId, parcel.way.code],
  );
  return rows.map((row) => row.id);
}

/** Answers the message; undefined when this very status went before. */
export async function insertStatus(
  tx: Tx,
  parcel: StatusParcel,
  message: EdxmlStatus,
  at: Date,
): Promise<string | undefined> {
  const source: MessageSource = { kind: 'status', message };
  const content = Buffer.from(await buildEdxml(message));
  const waitsFor = parcel.isFirst ? [] : await listUnderWay(tx, parcel);
  const [inserted] = await rawQuery<{ message_id: string }>(tx, INSERT, [
    parcel.agencyId,
    newId(at.getTime()),
    parcel.documentId,
    message.statusCode,
    parcel.round,
    parcel.onlyFor,
    parcel.envelopeDocumentId,
    JSON.stringify(source),
    createHash('sha256').update(content).digest('hex'),
    content.length,
    content,
    at,
    newId(at.getTime()),
    parcel.way.carrier,
    parcel.way.connectionId,
    parcel.senderCode,
    parcel.way.agencyId,
    parcel.way.code,
    waitsFor,
  ]);
  return inserted?.message_id;
}
