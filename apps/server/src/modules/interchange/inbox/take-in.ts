import { record } from '#modules/audit';
import { findDuplicates } from '#modules/documents';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { numberSymbolOf, readFacts } from '../envelope/read-facts.ts';
import type { InboxRow, Origin } from '../interchange.tables.ts';
import { queueArrivals } from '../outbox/report-arrivals.ts';
import { queueStatus } from '../outbox/report-status.ts';
import { wakeReader } from '../outbox/wake.ts';
import { fanOut } from './fan-out.ts';
import { forgetRepetition } from './forget-bytes.ts';
import { finishInbox, lockHeld } from './inbox.store.ts';
import {
  addVersion,
  claimKeys,
  finishTakenIn,
  insertReceivedFiles,
  nameDocument,
  releaseKeys,
  type TakenIn,
  wakeWaitingFor,
} from './intake.store.ts';
import { asksForChange, type LetterReader, type Reading } from './prepare-letter.ts';
import { quarantine, type Refusal, type RefusedMessage } from './quarantine.ts';

/** A letter that was read, or why it could not be. */
export type Prepared = { leased: InboxRow; reading: Reading } | { leased: InboxRow; refused: RefusedMessage };

/** Names places, never words of the letter: the sentence travels back and stands in lists. */
function describeSecret({ letter }: Reading): string {
  const places = [...new Set(letter.secrecy.map(({ place }) => place))].slice(0, 3).join(', ');
  return (
    `Văn bản có dấu hiệu mang độ mật (${places}) nên không được nhận qua hệ thống (Luật Bảo vệ bí mật nhà nước). ` +
    'Gửi theo đường văn bản mật.'
  );
}

function originOf({ row, letter, issuer }: Reading, documentId: string): Origin {
  return {
    agency_id: row.agency_id,
    document_id: documentId,
    carrier: row.carrier,
    connection_id: row.connection_id,
    sender_agency_id: row.sender_agency_id,
    sender_code: row.sender_code,
    receiver_code: row.receiver_code,
    envelope_document_id: letter.message.documentId,
    number_symbol: numberSymbolOf(letter.message),
    issued_on: letter.message.issuedOn ?? '',
    inbox_id: row.id,
    sender_name: issuer.name,
    received_at: row.received_at,
  };
}

/** The letter is here already: its keys and its message point to the document it became the first time. */
async function finishRepetition(
  { exchange }: LetterReader,
  tx: Tx,
  context: Context,
  { row, keys, letter }: Reading,
  documentId: string,
): Promise<void> {
  await nameDocument(tx, row.agency_id, keys, { placeholder: row.id, documentId });
  await finishInbox(tx, row, {
    state: 'duplicate',
    document_id: documentId,
    done_at: context.clock.now(),
    error_code: '',
    error_text: '',
    awaits: '',
  });
  if (await forgetRepetition(tx, row, documentId)) {
    const files = [...(letter.main === null ? [] : [letter.main]), ...letter.attachments];
    const hashes = files.map(({ sha256 }) => sha256);
    await exchange.amendments.destroyedCameAgain(tx, { hashes, envelopes: [row.sha256] });
  }
  await record(tx, context, {
    action: 'interchange.repetition_recognised',
    agencyId: row.agency_id,
    objectKind: 'document',
    objectId: documentId,
    detail: { carrier: row.carrier, messageId: row.message_id, sha256: row.sha256 },
  });
}

/** A marked letter is turned away by the system itself: the sender learns why, nothing of it is stored here. */
async function refuseSecret(tx: Tx, context: Context, reading: Reading): Promise<void> {
  const reason = describeSecret(reading);
  await queueStatus(tx, context, originOf(reading, reading.row.id), { code: '02', note: reason });
  await quarantine(tx, context, reading.row, { code: 'documents.state_secret', reason });
}

async function conflictOf(tx: Tx, { row, letter, issuer }: Reading): Promise<Refusal> {
  const numberSymbol = numberSymbolOf(letter.message);
  const [known] = await findDuplicates(tx, {
    agencyId: row.agency_id,
    numberSymbol,
    issuingAgencyName: issuer.name,
    issuedOn: null,
  });
  const about = known === undefined ? 'một văn bản đã nhận' : `văn bản ${known.number_symbol} đã nhận`;
  return {
    code: 'interchange.conflict',
    reason: `Trùng mã hoặc số, ký hiệu với ${about} từ ${issuer.name} nhưng nội dung khác. Hỏi nơi gửi rồi chọn nhận thêm hoặc loại bỏ.`,
  };
}

function isAccepted({ row }: Reading): boolean {
  return row.accepted_codes.includes('interchange.conflict');
}

/** Those whose keys were free, or that the clerk takes in beside an earlier one; the others are repetitions or contradictions. */
async function recognise(
  reader: LetterReader,
  tx: Tx,
  context: Context,
  readings: readonly Reading[],
): Promise<Reading[]> {
  const claims = readings.map(({ row, keys, letter }) => ({ row, keys, contentHash: letter.contentHash }));
  const earlier = await claimKeys(tx, claims);
  const fresh: Reading[] = [];
  for (const reading of readings) {
    const known = earlier.get(reading.row.id) ?? [];
    const same = known.find((entry) => entry.contentHash === reading.letter.contentHash);
    if (same !== undefined) {
      await finishRepetition(reader, tx, context, reading, same.documentId);
    } else if (known.length > 0 && !isAccepted(reading)) {
      await releaseKeys(tx, reading.row.agency_id, reading.keys, reading.row.id);
      await quarantine(tx, context, reading.row, await conflictOf(tx, reading));
    } else {
      fresh.push(reading);
    }
  }
  return fresh;
}

async function receive(
  reader: LetterReader,
  tx: Tx,
  context: Context,
  readings: readonly Reading[],
): Promise<{ reading: Reading; documentId: string }[]> {
  const answers = await reader.exchange.peers.receiveLetters(
    tx,
    context,
    readings.map(({ row, letter, issuer, notes }) => ({
      agencyId: row.agency_id,
      source: row.carrier === 'mail' ? 'mail' : 'axis',
      carrier: row.carrier,
      senderAgencyId: row.sender_agency_id,
      senderCode: row.sender_code,
      envelopeDocumentId: letter.message.documentId,
      arrivedAt: row.received_at,
      facts: readFacts(letter.message, issuer),
      verdict: letter.verdict,
      envelopeNotes: notes,
      paperCopyFollows: letter.message.business?.paperCopyFollows ?? false,
      main: letter.main,
      mainText: letter.mainText,
      attachments: letter.attachments,
      brokenAttachments: letter.broken,
    })),
  );
  const taken: { reading: Reading; documentId: string }[] = [];
  for (const [index, reading] of readings.entries()) {
    const answer = answers[index];
    if (answer?.duplicate === true) {
      await finishRepetition(reader, tx, context, reading, answer.documentId);
    } else if (answer !== undefined) {
      taken.push({ reading, documentId: answer.documentId });
    }
  }
  return taken;
}

/** What concerns few letters: taken in beside an earlier one; asks to change earlier ones; also for other bodies of ours. */
async function finishSpecial(
  reader: LetterReader,
  tx: Tx,
  context: Context,
  { reading, documentId }: { reading: Reading; documentId: string },
): Promise<void> {
  const { row, letter, keys } = reading;
  if (isAccepted(reading)) {
    await addVersion(tx, row.agency_id, keys, { contentHash: letter.contentHash, documentId });
  }
  if (asksForChange(letter.message)) {
    await reader.exchange.amendments.letterArrived(tx, context, {
      agencyId: row.agency_id,
      documentId,
      message: letter.message,
      senderAgencyId: row.sender_agency_id,
      senderCode: row.sender_code,
      inboxId: row.id,
    });
  }
  await fanOut(tx, context, row, letter.message);
}

/** Letters of distinct keys: everything that they change, in few statements (spec interchange §10, inbox 2 and 3). */
async function takeDistinct(
  reader: LetterReader,
  tx: Tx,
  context: Context,
  readings: readonly Reading[],
): Promise<void> {
  const fresh = await recognise(reader, tx, context, readings);
  const taken = fresh.length === 0 ? [] : await receive(reader, tx, context, fresh);
  if (taken.length === 0) {
    return;
  }
  const done = taken.map(({ reading, documentId }): TakenIn => {
    const { row, keys, letter } = reading;
    const files = [...(letter.main === null ? [] : [letter.main]), ...letter.attachments];
    return { row, documentId, keys, origin: originOf(reading, documentId), verdict: letter.verdict, files };
  });
  const at = context.clock.now();
  await finishTakenIn(tx, done, at);
  await insertReceivedFiles(tx, done);
  await queueArrivals(
    tx,
    context,
    done.map(({ origin }) => origin),
  );
  for (const one of taken) {
    await finishSpecial(reader, tx, context, one);
  }
  if (await wakeWaitingFor(tx, done, at)) {
    await wakeReader(tx, done[0]?.row.id ?? '');
  }
}

/** The longest run of letters no two of which have a key in common, and the rest. */
function splitDistinct(readings: readonly Reading[]): { distinct: Reading[]; rest: Reading[] } {
  const seen = new Set<string>();
  const distinct: Reading[] = [];
  const rest: Reading[] = [];
  for (const reading of readings) {
    const keys = reading.keys.map((key) => `${reading.row.agency_id} ${key}`);
    if (keys.some((key) => seen.has(key))) {
      rest.push(reading);
    } else {
      distinct.push(reading);
    }
    for (const key of keys) {
      seen.add(key);
    }
  }
  return { distinct, rest };
}

async function takeAll(reader: LetterReader, tx: Tx, context: Context, readings: readonly Reading[]): Promise<void> {
  const secret = readings.filter(({ letter }) => letter.secrecy.length > 0);
  for (const reading of secret) {
    await refuseSecret(tx, context, reading);
  }
  let rest = readings.filter(({ letter }) => letter.secrecy.length === 0);
  while (rest.length > 0) {
    const split = splitDistinct(rest);
    await takeDistinct(reader, tx, context, split.distinct);
    rest = split.rest;
  }
}

/**
 * Takes read letters in, all in one transaction. Repeating it after a crash at any point has the effect of doing it once: a row that
 * somebody else has finished since is left alone.
 */
export async function takeIn(reader: LetterReader, services: Services, prepared: readonly Prepared[]): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const held = await lockHeld(
      tx,
      prepared.map(({ leased }) => leased),
    );
    const readings: Reading[] = [];
    for (const item of prepared) {
      const row = held.get(item.leased.id);
      if (row !== undefined && 'refused' in item) {
        await quarantine(tx, context, row, item.refused.refusal);
      } else if (row !== undefined && 'reading' in item) {
        readings.push({ ...item.reading, row });
      }
    }
    await takeAll(reader, tx, context, readings);
  });
}
