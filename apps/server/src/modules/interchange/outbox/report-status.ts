import { createHash } from 'node:crypto';
import { buildEdxml, type EdxmlStatus } from '@congvu/edxml';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MessageSource } from '../envelope/message-source.ts';
import { composeStatus } from '../envelope/status-envelope.ts';
import { interchangeTables, type OriginRow } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { wakeSender } from './wake.ts';

export interface Report {
  code: '01' | '02' | '03' | '04' | '05' | '06';
  note: string;
  arrivalNumber?: number | undefined;
}

// One statement for both rows: a status is written for every letter that arrives.
const INSERT = `
  with message as (
    insert into interchange_message (agency_id, id, kind, document_id, status_code, envelope_document_id, source, sha256, size,
      content, created_at)
    values ($1, $2, 'status', $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (agency_id, document_id, kind, status_code, version) do nothing
    returning agency_id, id
  )
  insert into interchange_outbox (agency_id, id, message_id, kind, carrier, sender_code, receiver_agency_id, receiver_code,
    state, next_at, created_at)
  select agency_id, $11, id, 'status', $12, $13, $14, $15, 'queued', $10, $10 from message
  returning message_id`;

async function insertStatus(tx: Tx, origin: OriginRow, message: EdxmlStatus, at: Date): Promise<string | undefined> {
  const source: MessageSource = { kind: 'status', message };
  const content = Buffer.from(await buildEdxml(message));
  const [inserted] = await rawQuery<{ message_id: string }>(tx, INSERT, [
    origin.agency_id,
    newId(at.getTime()),
    origin.document_id,
    message.statusCode,
    origin.envelope_document_id,
    JSON.stringify(source),
    createHash('sha256').update(content).digest('hex'),
    content.length,
    content,
    at,
    newId(at.getTime()),
    origin.carrier,
    origin.receiver_code,
    origin.sender_agency_id,
    origin.sender_code,
  ]);
  return inserted?.message_id;
}

/**
 * Puts one status about a received letter into the outbox, in the transaction of what it reports. A code goes out once a letter
 * (spec interchange §10, inbox 7). Answers the message, undefined when it went before.
 */
export async function queueStatus(
  tx: Tx,
  context: Context,
  origin: OriginRow,
  report: Report,
): Promise<string | undefined> {
  const at = context.clock.now();
  const agency = await findKnownAgency(tx, origin.agency_id);
  const message = composeStatus(origin, {
    code: report.code,
    note: report.note,
    arrivalNumber: report.arrivalNumber,
    reporterName: agency?.name ?? '',
    staffName: context.subject?.displayName,
    at,
  });
  return insertStatus(tx, origin, message, at);
}

/** `IncomingPorts.reportStatus`: a letter that came by hand has no origin, and nobody is told. */
export async function reportStatus(
  tx: Tx,
  context: Context,
  report: Report & { agencyId: string; documentId: string },
): Promise<void> {
  const origin = await interchangeTables(tx)
    .selectFrom('interchange_origin')
    .selectAll()
    .where('agency_id', '=', report.agencyId)
    .where('document_id', '=', report.documentId)
    .executeTakeFirst();
  if (origin === undefined) {
    return;
  }
  const messageId = await queueStatus(tx, context, origin, report);
  if (messageId === undefined) {
    return;
  }
  await record(tx, context, {
    action: 'interchange.status_reported',
    agencyId: report.agencyId,
    objectKind: 'document',
    objectId: report.documentId,
    detail: { code: report.code, to: origin.sender_code },
  });
  await wakeSender(tx, messageId);
}
