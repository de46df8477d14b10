import type { IncomingFacts, IncomingView } from '@congvu/contracts';
import type { z } from 'zod';
import type { DocumentRow } from '#modules/documents';
import { INCOMING_STATE_LABELS, SOURCE_LABELS } from '../incoming.states.ts';
import type { IncomingRow } from '../incoming.store.ts';

export function presentFacts(row: IncomingRow, document: DocumentRow): z.infer<typeof IncomingFacts> {
  return {
    numberSymbol: document.number_symbol,
    issuedOn: document.issued_on,
    issuingAgencyName: document.issuing_agency_name,
    issuingAgencyId: document.issuing_agency_id,
    issuingAgencyCode: row.sender_code,
    documentType: document.document_type,
    typeName: document.type_name,
    abstract: document.abstract,
    signatory: document.signatory,
    signatoryPosition: document.signatory_position,
    urgency: document.urgency,
    pageCount: document.page_count,
    recipients: row.envelope.recipients ?? [],
    replyDueOn: row.reply_due_on,
    paperCopyFollows: row.envelope.paperCopyFollows ?? false,
    note: row.note,
  };
}

/** Dấu ĐẾN beside the page (Decree 30/2020 Annex IV). */
export function presentArrival(row: IncomingRow, agencyName: string): IncomingView['arrival'] {
  if (row.arrival_number === null || row.arrival_year === null || row.registered_at === null) {
    return null;
  }
  return {
    agencyName,
    number: row.arrival_number,
    year: row.arrival_year,
    on: row.arrived_on,
    registeredBy: row.registered_by ?? '',
    registeredAt: row.registered_at.toISOString(),
  };
}

export function presentResult(row: IncomingRow): IncomingView['result'] {
  return row.result_text === null || row.result_at === null
    ? null
    : { text: row.result_text, by: row.result_by ?? '', at: row.result_at.toISOString() };
}

export function presentReturned(row: IncomingRow): IncomingView['returned'] {
  return row.returned_reason === null || row.returned_at === null
    ? null
    : { reason: row.returned_reason, by: row.returned_by ?? '', at: row.returned_at.toISOString() };
}

export function presentPresented(row: IncomingRow): IncomingView['presentedTo'] {
  return row.presented_to === null
    ? null
    : { positionId: row.presented_to, name: row.presented_name ?? '', title: row.presented_title ?? '' };
}

export function presentHead(row: IncomingRow) {
  return {
    state: row.state,
    stateLabel: INCOMING_STATE_LABELS[row.state],
    source: row.source,
    sourceLabel: SOURCE_LABELS[row.source],
    arrivedAt: row.arrived_at.toISOString(),
    arrivedOn: row.arrived_on,
  };
}
