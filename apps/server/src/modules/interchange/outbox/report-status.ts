import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { composeStatus } from '../envelope/status-envelope.ts';
import { interchangeTables, type Origin } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { findOrigin } from '../queries/find-earlier.ts';
import { insertStatus } from './status.store.ts';
import { wakeSender } from './wake.ts';

export interface Report {
  code: '01' | '02' | '03' | '04' | '05' | '06' | '15' | '16';
  note: string;
  arrivalNumber?: number | undefined;
  /** 15 and 16 answer a request; a request that was made again is a further round. */
  round?: number | undefined;
}

/**
 * Puts one status about a received letter into the outbox, in the transaction of what it reports; it goes back the way the letter
 * came. A code goes out once a letter and round (spec interchange §10, inbox 7). Answers the message, undefined when it went before.
 */
export async function queueStatus(
  tx: Tx,
  context: Context,
  origin: Origin,
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
  const parcel = {
    agencyId: origin.agency_id,
    documentId: origin.document_id,
    envelopeDocumentId: origin.envelope_document_id,
    round: report.round ?? 1,
    onlyFor: '',
    way: {
      carrier: origin.carrier,
      connectionId: origin.connection_id,
      agencyId: origin.sender_agency_id,
      code: origin.sender_code,
    },
    senderCode: origin.receiver_code,
    isFirst: report.code === '01',
  };
  return insertStatus(tx, parcel, message, at);
}

export interface ReportOnDocument extends Report {
  agencyId: string;
  /** Of the incoming document. */
  documentId: string;
}

/** Whatever is reported beyond 01 says that the clerk has seen to it: registered, refused, recalled. */
async function settleOrigin(tx: Tx, context: Context, report: ReportOnDocument): Promise<void> {
  await interchangeTables(tx)
    .updateTable('interchange_origin')
    .set({ settled_at: context.clock.now() })
    .where('agency_id', '=', report.agencyId)
    .where('document_id', '=', report.documentId)
    .where('settled_at', 'is', null)
    .execute();
}

/**
 * Tells the sender of a received letter; a letter that came by hand has no origin, and nobody is told. Answers whether a message
 * was queued now.
 */
export async function queueReport(tx: Tx, context: Context, report: ReportOnDocument): Promise<boolean> {
  const origin = await findOrigin(tx, report.agencyId, report.documentId);
  if (origin === undefined) {
    return false;
  }
  await settleOrigin(tx, context, report);
  const messageId = await queueStatus(tx, context, origin, report);
  if (messageId === undefined) {
    return false;
  }
  await record(tx, context, {
    action: 'interchange.status_reported',
    agencyId: report.agencyId,
    objectKind: 'document',
    objectId: report.documentId,
    detail: { code: report.code, to: origin.sender_code },
  });
  await wakeSender(tx, messageId);
  return true;
}

/** `IncomingPorts.reportStatus`. */
export async function reportStatus(tx: Tx, context: Context, report: ReportOnDocument): Promise<void> {
  await queueReport(tx, context, report);
}
