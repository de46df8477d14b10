import { createHash } from 'node:crypto';
import { buildEdxml } from '@congvu/edxml';
import { record } from '#modules/audit';
import { getAgency } from '#modules/org';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import type { MessageSource } from '../envelope/message-source.ts';
import { composeStatus } from '../envelope/status-envelope.ts';
import { interchangeTables, type OriginRow } from '../interchange.tables.ts';
import { wakeSender } from './wake.ts';

export interface Report {
  code: '01' | '02' | '03' | '04' | '05' | '06';
  note: string;
  arrivalNumber?: number | undefined;
}

async function insertStatusMessage(
  tx: Tx,
  origin: OriginRow,
  source: Extract<MessageSource, { kind: 'status' }>,
  at: Date,
): Promise<string | undefined> {
  const content = Buffer.from(await buildEdxml(source.message));
  const inserted = await interchangeTables(tx)
    .insertInto('interchange_message')
    .values({
      agency_id: origin.agency_id,
      id: newId(at.getTime()),
      kind: 'status',
      document_id: origin.document_id,
      status_code: source.message.statusCode,
      version: 1,
      envelope_document_id: origin.envelope_document_id,
      source: JSON.stringify(source),
      sha256: createHash('sha256').update(content).digest('hex'),
      size: content.length,
      content,
      created_at: at,
    })
    .onConflict((clash) => clash.columns(['agency_id', 'document_id', 'kind', 'status_code', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id;
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
  const agency = await getAgency(tx, origin.agency_id);
  const message = composeStatus(origin, {
    code: report.code,
    note: report.note,
    arrivalNumber: report.arrivalNumber,
    reporterName: agency.name,
    staffName: context.subject?.displayName,
    at,
  });
  const messageId = await insertStatusMessage(tx, origin, { kind: 'status', message }, at);
  if (messageId === undefined) {
    return undefined;
  }
  await interchangeTables(tx)
    .insertInto('interchange_outbox')
    .values({
      agency_id: origin.agency_id,
      id: newId(at.getTime()),
      message_id: messageId,
      kind: 'status',
      carrier: origin.carrier,
      sender_code: origin.receiver_code,
      receiver_agency_id: origin.sender_agency_id,
      receiver_code: origin.sender_code,
      priority: 0,
      state: 'queued',
      attempts: 0,
      next_at: at,
      leased_until: null,
      last_error: '',
      sent_at: null,
      created_at: at,
    })
    .execute();
  return messageId;
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
