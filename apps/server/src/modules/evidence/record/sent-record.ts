import type { EvidenceDelivery, EvidenceEvent, EvidenceParcel, EvidenceRecord } from '@congvu/evidence';
import { getDocument } from '#modules/documents';
import type { DispatchRow, ExchangedMessage, ExchangeRecord } from '#modules/interchange';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { type Amending, loadAmending } from './amending.ts';
import { type DocumentKey, latestOf, loadParts } from './load-parts.ts';
import { inOrder, recordMessage } from './messages.ts';

type Dispatch = ExchangeRecord['dispatches'][number];

function instantOrNull(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

/** The history names a report by the hash of its message. */
function idsByHash(messages: readonly ExchangedMessage[]): Map<string, string> {
  const reports = messages.filter(({ kind, direction }) => kind === 'status' && direction === 'received');
  return new Map(reports.map(({ sha256, id }) => [sha256, id]));
}

/** Answers that name a letter which amends this one, and stand in the history of this one. */
function answersAbout(dispatches: readonly Dispatch[], amending: readonly Amending[]): ExchangedMessage[] {
  const named = new Set(dispatches.flatMap(({ events }) => events.map(({ report_key }) => report_key)));
  return amending.flatMap(({ statuses }) => statuses.filter(({ sha256 }) => named.has(sha256)));
}

function eventsOf({ events }: Dispatch, ids: ReadonlyMap<string, string>): EvidenceEvent[] {
  return events.map(({ at, state, note, status_code, report_key }) => ({
    at: at.toISOString(),
    state,
    note,
    statusCode: status_code,
    message: ids.get(report_key) ?? '',
  }));
}

function parcelsOf(row: DispatchRow, messages: readonly ExchangedMessage[]): EvidenceParcel[] {
  const codes = [row.receiver_code, ...row.alias_codes];
  return messages
    .filter(({ kind, direction }) => kind === 'document' && direction === 'sent')
    .flatMap(({ id, parties }) =>
      parties
        .filter(({ code }) => codes.includes(code))
        .map(({ carrier, transportId, attempts, at, reason }) => ({
          message: id,
          carrier,
          transportId,
          attempts,
          sentAt: instantOrNull(at),
          error: reason,
        })),
    );
}

/** Codes under which this body reported, beside the one it was addressed by: the exchange took them for the same body. */
function aliasesOf(
  dispatch: Dispatch,
  messages: readonly ExchangedMessage[],
  events: readonly EvidenceEvent[],
): string[] {
  const reports = new Set(events.map(({ message }) => message));
  const vouched = messages
    .filter(({ id }) => reports.has(id))
    .flatMap(({ parties }) => parties.map(({ code }) => code));
  const { receiver_code, alias_codes } = dispatch.row;
  return [...new Set([...alias_codes, ...vouched])].filter((code) => code !== receiver_code).sort();
}

function deliveryOf(
  dispatch: Dispatch,
  messages: readonly ExchangedMessage[],
  ids: ReadonlyMap<string, string>,
): EvidenceDelivery {
  const { row } = dispatch;
  const events = eventsOf(dispatch, ids);
  return {
    receiver: { code: row.receiver_code, name: row.receiver_name },
    aliases: aliasesOf(dispatch, messages, events),
    state: row.state,
    note: row.note,
    arrivalNumber: row.arrival_number,
    onPaper: row.on_paper,
    sentAt: instantOrNull(row.sent_at),
    arrivedAt: instantOrNull(row.arrived_at),
    change: row.change,
    changeNote: row.change_note,
    parcels: parcelsOf(row, messages),
    events,
  };
}

/** What we know of a letter of ours. @throws AppError 409 `evidence.not_sent` */
export async function loadSentRecord(services: Services, tx: Tx, key: DocumentKey): Promise<EvidenceRecord> {
  const document = await getDocument(tx, key.agencyId, key.documentId);
  const { exchange, agency, trail } = await loadParts(services, tx, key);
  const amending = await loadAmending(tx, key);
  const messages = inOrder([...exchange.messages, ...answersAbout(exchange.dispatches, amending)]);
  if (!messages.some(({ kind, direction }) => kind === 'document' && direction === 'sent')) {
    throw conflict(
      'evidence.not_sent',
      'Văn bản chưa có gói tin nào gửi qua liên thông (chưa phát hành, đang chờ gửi hoặc chỉ gửi giấy) nên chưa có chứng cứ gửi nhận. ' +
        'Đợi gói tin được gửi rồi tải lại.',
    );
  }
  const ids = idsByHash(messages);
  const times = [
    ...messages.flatMap(({ createdAt, parties }) => [createdAt, ...parties.map(({ at }) => at)]),
    ...exchange.dispatches.flatMap(({ row, events }) => [
      row.changed_at,
      row.settled_at,
      ...events.map(({ at }) => at),
    ]),
  ];
  return {
    kind: 'sent',
    asOf: latestOf(trail, times),
    agency,
    document: {
      documentId: messages[0]?.envelopeDocumentId ?? '',
      officeCode: document.document_code,
      numberSymbol: document.number_symbol,
      issuedOn: document.issued_on ?? '',
      typeName: document.type_name,
      abstract: document.abstract,
      amendedBy: amending.map(({ reference }) => reference),
    },
    messages: messages.map((message) => recordMessage(services, message, false)),
    deliveries: exchange.dispatches.map((dispatch) => deliveryOf(dispatch, messages, ids)),
    reception: null,
    ...trail,
  };
}
