import { record } from '#modules/audit';
import { addMovement, assertNoStateSecret, insertDocument, relateDocuments } from '#modules/documents';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import {
  attachReceived,
  documentFacts,
  listedFacts,
  looksLikeDuplicate,
  putSearch,
  tidy,
  tidyFacts,
} from '../incoming.entry.ts';
import { nameOf, publishIncoming, tell } from '../incoming.notices.ts';
import { holdersOf, loadOffice, personIds } from '../incoming.people.ts';
import { findByEnvelope, getIncoming, insertIncoming, type NewIncoming } from '../incoming.store.ts';
import type { ReceivedFacts, ReceivedLetter } from '../ports.ts';
import { relateCorrections } from './relate-own-sender.ts';

const CAME: Record<ReceivedLetter['source'], string> = {
  axis: 'Nhận qua trục liên thông',
  mail: 'Nhận qua thư điện tử công vụ',
};

/** Twins of one envelope queue here, so that the second finds the row of the first; the unique index is what guarantees it. */
async function takeTurn(tx: Tx, letter: ReceivedLetter): Promise<void> {
  const key = `${letter.agencyId}|${letter.senderCode}|${letter.envelopeDocumentId}`;
  await rawQuery(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 41))', [key]);
}

function incomingRow(letter: ReceivedLetter, id: string, facts: ReceivedFacts, isDuplicate: boolean): NewIncoming {
  return {
    agency_id: letter.agencyId,
    id,
    state: 'received',
    source: letter.source,
    arrived_at: letter.arrivedAt,
    arrived_on: vietnamDate(letter.arrivedAt),
    ...listedFacts(letter.agencyId, facts),
    attachment_count: letter.attachments.length,
    due_on: null,
    reply_due_on: facts.replyDueOn,
    verdict: letter.verdict.verdict,
    verdict_detail: JSON.stringify(letter.verdict),
    sender_code: letter.senderCode,
    envelope_document_id: letter.envelopeDocumentId,
    main_sha256: letter.main?.sha256 ?? '',
    envelope: JSON.stringify({
      carrier: letter.carrier,
      notes: letter.envelopeNotes,
      broken: letter.brokenAttachments,
      recipients: facts.recipients.map(tidy),
      paperCopyFollows: letter.paperCopyFollows ?? false,
    }),
    is_duplicate: isDuplicate,
    receiver_text: '',
    needs_approval: true,
    note: '',
  };
}

/** Our own letters this one says it answers; each gets the link of both timelines. */
async function relateAnswered(tx: Tx, letter: ReceivedLetter, id: string): Promise<void> {
  const numbers = [...new Set(letter.facts.replyToNumberSymbols.map(tidy).filter((text) => text !== ''))];
  if (numbers.length === 0) {
    return;
  }
  // Read by the business key of the common record; the relation itself is written by its owner.
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select id from document where agency_id = $1 and direction = 'outgoing' and number_symbol = any($2) limit 20`,
    [letter.agencyId, numbers],
  );
  for (const row of rows) {
    await relateDocuments(tx, letter.agencyId, id, row.id, 'reply');
  }
}

/**
 * Makes an incoming document of a letter that an envelope brought, in the caller's transaction. The very same letter (sender,
 * DocumentId, page) answers the document it became the first time; another content under the same name becomes a new document
 * marked as a duplicate, for the clerk to decide.
 * @throws AppError 422 `documents.state_secret`; the caller keeps the bytes away and leaves the incident
 */
export async function receiveLetter(
  tx: Tx,
  context: Context,
  letter: ReceivedLetter,
): Promise<{ documentId: string; duplicate: boolean }> {
  const { agencyId } = letter;
  const facts = tidyFacts(letter.facts);
  const files = [...(letter.main === null ? [] : [letter.main]), ...letter.attachments];
  assertNoStateSecret({
    texts: [{ place: 'Trích yếu', text: facts.abstract }],
    fileNames: files.map((file) => file.name),
  });
  await takeTurn(tx, letter);
  const mainSha256 = letter.main?.sha256 ?? '';
  const [same] = await findByEnvelope(tx, { ...letter, mainSha256 });
  if (same !== undefined) {
    return { documentId: same.id, duplicate: true };
  }
  const id = newId(letter.arrivedAt.getTime());
  const isDuplicate = await looksLikeDuplicate(tx, { ...letter, facts, mainSha256 });
  await insertDocument(tx, {
    agency_id: agencyId,
    id,
    direction: 'incoming',
    ...documentFacts(facts),
    drafting_unit: '',
    document_code: '',
    created_at: context.clock.now(),
  });
  await insertIncoming(tx, incomingRow(letter, id, facts, isDuplicate));
  await attachReceived(tx, context, { agencyId, id }, letter);
  await relateAnswered(tx, letter, id);
  await relateCorrections(tx, {
    agencyId,
    id,
    senderAgencyId: letter.senderAgencyId,
    senderCode: letter.senderCode,
    numberSymbol: facts.numberSymbol,
    abstract: facts.abstract,
    names: (letter.facts.ownNumberSymbols ?? []).map(tidy),
  });
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'received', text: CAME[letter.source] });
  await record(tx, context, {
    action: 'incoming.received',
    agencyId,
    objectKind: 'incoming',
    objectId: id,
    detail: {
      carrier: letter.carrier,
      senderCode: letter.senderCode,
      envelopeDocumentId: letter.envelopeDocumentId,
      files: files.map((file) => file.sha256),
      verdict: letter.verdict.verdict,
      isDuplicate,
    },
  });
  const row = await getIncoming(tx, { agencyId, id });
  const office = await loadOffice(tx, context, agencyId);
  await putSearch(tx, row);
  await tell(tx, context, row, {
    personIds: personIds(holdersOf(office, 'clerk')),
    kind: 'incoming.received',
    text: `${nameOf(row)} mới đến, chờ vào sổ.`,
    reason: 'Văn thư tiếp nhận văn bản đến',
  });
  await publishIncoming(tx, agencyId, [id]);
  return { documentId: id, duplicate: false };
}
