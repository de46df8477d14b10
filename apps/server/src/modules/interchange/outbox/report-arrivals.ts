import { createHash } from 'node:crypto';
import { buildEdxml } from '@congvu/edxml';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MessageSource } from '../envelope/message-source.ts';
import { composeStatus } from '../envelope/status-envelope.ts';
import type { Origin } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { wakeSender } from './wake.ts';

interface Arrival {
  origin: Origin;
  messageId: string;
  source: MessageSource;
  content: Buffer;
}

async function composeArrival(tx: Tx, origin: Origin, at: Date): Promise<Arrival> {
  const agency = await findKnownAgency(tx, origin.agency_id);
  const message = composeStatus(origin, {
    code: '01',
    note: '',
    arrivalNumber: undefined,
    reporterName: agency?.name ?? '',
    staffName: undefined,
    at,
  });
  const content = Buffer.from(await buildEdxml(message));
  return { origin, messageId: newId(at.getTime()), source: { kind: 'status', message }, content };
}

// A letter that has just come has no earlier status that this one could overtake.
const INSERT = `
  with arrived as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bytea[], $9::uuid[],
      $10::text[], $11::uuid[], $12::text[], $13::uuid[], $14::text[]) as arrived(agency_id, id, document_id, envelope_document_id,
      source, sha256, size, content, parcel_id, carrier, connection_id, sender_code, receiver_agency_id, receiver_code)
  ), message as (
    insert into interchange_message (agency_id, id, kind, document_id, status_code, envelope_document_id, source, sha256, size,
      content, created_at)
    select agency_id, id, 'status', document_id, '01', envelope_document_id, source::jsonb, sha256, size, content, $15 from arrived
    on conflict (agency_id, document_id, kind, status_code, version, receiver_code) do nothing
    returning agency_id, id
  )
  insert into interchange_outbox (agency_id, id, message_id, kind, carrier, connection_id, sender_code, receiver_agency_id,
    receiver_code, state, next_at, created_at)
  select arrived.agency_id, parcel_id, arrived.id, 'status', carrier, connection_id, sender_code, receiver_agency_id, receiver_code,
    'queued', $15, $15 from arrived join message on message.agency_id = arrived.agency_id and message.id = arrived.id`;

/** 01 about letters that have just become documents, one each, back the way they came. */
export async function queueArrivals(tx: Tx, context: Context, origins: readonly Origin[]): Promise<void> {
  const at = context.clock.now();
  const arrivals = await Promise.all(origins.map((origin) => composeArrival(tx, origin, at)));
  const origin = (key: keyof Origin): unknown[] => arrivals.map((arrival) => arrival.origin[key]);
  await rawQuery(tx, INSERT, [
    origin('agency_id'),
    arrivals.map(({ messageId }) => messageId),
    origin('document_id'),
    origin('envelope_document_id'),
    arrivals.map(({ source }) => JSON.stringify(source)),
    arrivals.map(({ content }) => createHash('sha256').update(content).digest('hex')),
    arrivals.map(({ content }) => content.length),
    arrivals.map(({ content }) => content),
    arrivals.map(() => newId(at.getTime())),
    origin('carrier'),
    origin('connection_id'),
    origin('receiver_code'),
    origin('sender_agency_id'),
    origin('sender_code'),
    at,
  ]);
  const [first] = arrivals;
  if (first !== undefined) {
    await wakeSender(tx, first.messageId);
  }
}
