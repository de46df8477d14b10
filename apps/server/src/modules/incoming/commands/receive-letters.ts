import { recordAll } from '#modules/audit';
import { addMovements, assertNoStateSecret, insertDocuments, relateDocuments } from '#modules/documents';
import { notifyEach } from '#modules/notifications';
import type { PositionView } from '#modules/org';
import { putAll } from '#modules/search';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { attachAllReceived, documentFacts, listedFacts, searchEntryOf, tidy, tidyFacts } from '../incoming.entry.ts';
import { linkOf, nameOf, publishIncoming } from '../incoming.notices.ts';
import { holdersOf, loadOffice, personIds } from '../incoming.people.ts';
import { insertAllIncoming, type NewIncoming } from '../incoming.store.ts';
import type { ReceivedFacts, ReceivedLetter } from '../ports.ts';
import { keepPages } from './read-page.ts';
import { findAlike, findSameEnvelopes, takeTurns } from './recognise-letters.ts';
import { listAwaitedNumbers, relateCorrections } from './relate-own-sender.ts';

const CAME: Record<ReceivedLetter['source'], string> = {
  axis: 'Nhận qua trục liên thông',
  mail: 'Nhận qua thư điện tử công vụ',
};

export interface ReceivedAs {
  documentId: string;
  /** The very same letter was here before. */
  duplicate: boolean;
}

/** A letter on its way to becoming a document. */
interface Newcomer {
  letter: ReceivedLetter;
  facts: ReceivedFacts;
  id: string;
  isDuplicate: boolean;
}

function incomingRow({ letter, facts, id, isDuplicate }: Newcomer): NewIncoming {
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
    note: letter.note ?? '',
  };
}

/** Our own letters this one says it answers; each gets the link of both timelines. */
async function relateAnswered(tx: Tx, { letter, id }: Newcomer): Promise<void> {
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

async function relateAll(tx: Tx, newcomers: readonly Newcomer[]): Promise<void> {
  const awaited = await listAwaitedNumbers(
    tx,
    newcomers.map(({ letter, facts }) => ({ agencyId: letter.agencyId, numberSymbol: facts.numberSymbol })),
  );
  for (const newcomer of newcomers) {
    const { letter, facts, id } = newcomer;
    await relateAnswered(tx, newcomer);
    const names = (letter.facts.ownNumberSymbols ?? []).map(tidy);
    if (names.length > 0 || awaited.has(`${letter.agencyId} ${facts.numberSymbol}`)) {
      await relateCorrections(tx, {
        agencyId: letter.agencyId,
        id,
        senderAgencyId: letter.senderAgencyId,
        senderCode: letter.senderCode,
        numberSymbol: facts.numberSymbol,
        abstract: facts.abstract,
        names,
      });
    }
  }
}

function filesOf({ letter }: Newcomer) {
  return [...(letter.main === null ? [] : [letter.main]), ...letter.attachments];
}

async function traceAll(tx: Tx, context: Context, newcomers: readonly Newcomer[]): Promise<void> {
  await addMovements(
    tx,
    context,
    newcomers.map(({ letter, id }) => ({
      agencyId: letter.agencyId,
      documentId: id,
      kind: 'received',
      text: CAME[letter.source],
    })),
  );
  await recordAll(
    tx,
    context,
    newcomers.map((newcomer) => {
      const { letter, id, isDuplicate } = newcomer;
      return {
        action: 'incoming.received',
        agencyId: letter.agencyId,
        objectKind: 'incoming',
        objectId: id,
        detail: {
          carrier: letter.carrier,
          senderCode: letter.senderCode,
          envelopeDocumentId: letter.envelopeDocumentId,
          files: filesOf(newcomer).map((file) => file.sha256),
          verdict: letter.verdict.verdict,
          isDuplicate,
        },
      };
    }),
  );
}

async function announceAll(
  tx: Tx,
  context: Context,
  newcomers: readonly Newcomer[],
  rows: readonly NewIncoming[],
): Promise<void> {
  const offices = new Map<string, PositionView[]>();
  for (const { letter } of newcomers) {
    if (!offices.has(letter.agencyId)) {
      offices.set(letter.agencyId, await loadOffice(tx, context, letter.agencyId));
    }
  }
  await putAll(
    tx,
    rows.map((row) => searchEntryOf({ ...row, arrived_at: new Date(row.arrived_at), arrival_number: null }, [])),
  );
  await notifyEach(
    tx,
    context,
    rows.map((row) => ({
      agencyId: row.agency_id,
      link: linkOf(row),
      personIds: personIds(holdersOf(offices.get(row.agency_id) ?? [], 'clerk')),
      kind: 'incoming.received',
      text: `${nameOf(row)} mới đến, chờ vào sổ.`,
      reason: 'Văn thư tiếp nhận văn bản đến',
    })),
  );
  for (const [agencyId, own] of Map.groupBy(newcomers, ({ letter }) => letter.agencyId)) {
    await publishIncoming(
      tx,
      agencyId,
      own.map(({ id }) => id),
    );
  }
}

async function insertAll(tx: Tx, context: Context, newcomers: readonly Newcomer[]): Promise<NewIncoming[]> {
  await insertDocuments(
    tx,
    newcomers.map(({ letter, facts, id }) => ({
      agency_id: letter.agencyId,
      id,
      direction: 'incoming' as const,
      ...documentFacts(facts),
      drafting_unit: '',
      document_code: '',
      created_at: context.clock.now(),
    })),
  );
  const rows = newcomers.map(incomingRow);
  await insertAllIncoming(tx, rows);
  await attachAllReceived(
    tx,
    context,
    newcomers.map(({ letter, id }) => ({
      agencyId: letter.agencyId,
      id,
      main: letter.main,
      attachments: letter.attachments,
    })),
  );
  return rows;
}

/** Those that are new, each once; what was here before, or stands in this very batch already, is answered as a repetition. */
async function sortOut(
  tx: Tx,
  letters: readonly ReceivedLetter[],
): Promise<{ answers: ReceivedAs[]; newcomers: Newcomer[] }> {
  const known = await findSameEnvelopes(tx, letters);
  const alike = await findAlike(tx, letters);
  const first = new Map<string, string>();
  const newcomers: Newcomer[] = [];
  const answers = letters.map((letter, index): ReceivedAs => {
    const before = known[index];
    if (before !== undefined) {
      return { documentId: before, duplicate: true };
    }
    const key = [letter.agencyId, letter.senderCode, letter.envelopeDocumentId, letter.main?.sha256 ?? ''].join('|');
    const twin = letter.envelopeDocumentId === '' ? undefined : first.get(key);
    if (twin !== undefined) {
      return { documentId: twin, duplicate: true };
    }
    const id = newId(letter.arrivedAt.getTime());
    first.set(key, id);
    newcomers.push({ letter, facts: letter.facts, id, isDuplicate: alike[index] === true });
    return { documentId: id, duplicate: false };
  });
  return { answers, newcomers };
}

/**
 * Makes incoming documents of letters that envelopes brought, in the caller's transaction; answers in order. The very same letter
 * (sender, DocumentId, page) answers the document it became the first time; another content under the same name becomes a new document
 * marked as a duplicate, for the clerk to decide. Few statements, however many letters: the exchange brings them by the hundred.
 * @throws AppError 422 `documents.state_secret`; the caller keeps the bytes away and leaves the incident
 */
export async function receiveLetters(
  tx: Tx,
  context: Context,
  received: readonly ReceivedLetter[],
): Promise<ReceivedAs[]> {
  const letters = received.map((letter) => ({ ...letter, facts: tidyFacts(letter.facts) }));
  for (const { facts, main, attachments } of letters) {
    assertNoStateSecret({
      texts: [{ place: 'Trích yếu', text: facts.abstract }],
      fileNames: [...(main === null ? [] : [main]), ...attachments].map((file) => file.name),
    });
  }
  await takeTurns(tx, letters);
  const { answers, newcomers } = await sortOut(tx, letters);
  if (newcomers.length > 0) {
    const rows = await insertAll(tx, context, newcomers);
    await keepPages(
      tx,
      context,
      newcomers.map(({ letter }) => letter),
    );
    await relateAll(tx, newcomers);
    await traceAll(tx, context, newcomers);
    await announceAll(tx, context, newcomers, rows);
  }
  return answers;
}
