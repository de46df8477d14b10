import type { EvidenceRecord } from '@congvu/evidence';
import { findFreeze, getDocument } from '#modules/documents';
import { type AmendedFacts, findAmendedFacts } from '#modules/incoming';
import type { ExchangeRecord, OriginRow } from '#modules/interchange';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { loadAmending } from './amending.ts';
import { type DocumentKey, latestOf, loadParts } from './load-parts.ts';
import { inOrder, recordMessage } from './messages.ts';

function notExchanged(): Error {
  return conflict(
    'evidence.not_exchanged',
    'Văn bản này vào sổ bằng tay, không đến qua liên thông, nên không có gói tin và trạng thái để làm chứng cứ gửi nhận.',
  );
}

function receptionOf(
  { origin, verdict }: { origin: OriginRow; verdict: ExchangeRecord['verdict'] },
  facts: AmendedFacts | undefined,
  at: { received: Date; recalled: string | null },
): NonNullable<EvidenceRecord['reception']> {
  return {
    message: origin.inbox_id,
    receivedAt: at.received.toISOString(),
    arrivalNumber: facts?.arrivalNumber ?? null,
    arrivedOn: facts?.arrivedOn ?? null,
    verdict: verdict?.verdict ?? 'indeterminate',
    verdictText: verdict?.sentence ?? '',
    recalledAt: at.recalled,
  };
}

/** What we know of a letter that came. @throws AppError 409 `evidence.not_exchanged` */
export async function loadReceivedRecord(services: Services, tx: Tx, key: DocumentKey): Promise<EvidenceRecord> {
  const document = await getDocument(tx, key.agencyId, key.documentId);
  const { exchange, agency, trail } = await loadParts(services, tx, key);
  const { origin, verdict } = exchange;
  const messages = inOrder(exchange.messages, origin?.inbox_id);
  const [letter] = messages;
  if (origin === undefined || letter?.id !== origin.inbox_id) {
    throw notExchanged();
  }
  const amending = await loadAmending(tx, key);
  const facts = await findAmendedFacts(tx, { agencyId: key.agencyId, id: key.documentId });
  const freeze = await findFreeze(tx, key.agencyId, key.documentId);
  const recalled = facts?.state === 'recalled' ? (freeze?.at ?? null) : null;
  const isDestroyed = facts?.state === 'recalled';
  const times = messages.flatMap(({ createdAt, parties }) => [createdAt, ...parties.map(({ at }) => at)]);
  return {
    kind: 'received',
    asOf: latestOf(trail, [...times, recalled]),
    agency,
    document: {
      documentId: origin.envelope_document_id,
      officeCode: document.document_code,
      numberSymbol: origin.number_symbol,
      issuedOn: origin.issued_on,
      typeName: document.type_name,
      abstract: document.abstract,
      amendedBy: amending.map(({ reference }) => reference),
    },
    messages: messages.map((message) => recordMessage(services, message, isDestroyed && message.kind === 'document')),
    deliveries: [],
    reception: receptionOf({ origin, verdict }, facts, { received: letter.createdAt, recalled }),
    ...trail,
  };
}
