import { type EdxmlDocument, type EdxmlDocumentRef, targetsOf } from '@congvu/edxml';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import type { Exchange } from '../exchange.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { findByEnvelope } from '../queries/find-earlier.ts';
import { businessKeys, keysOfRef, senderKey } from './business-keys.ts';
import { checkParties, type Issuer } from './check-parties.ts';
import { type LetterChecks, type OpenedLetter, openLetter } from './open-letter.ts';
import { RefusedMessage } from './quarantine.ts';

export interface LetterReader {
  exchange: Exchange;
  checks: LetterChecks;
  /** Reads bytes once for all receivers of this process. */
  openOnce(key: string, read: () => Promise<OpenedLetter>): Promise<OpenedLetter>;
}

/** Everything a letter is taken in by; nothing of it is a row yet. */
export interface Reading {
  row: InboxRow;
  letter: OpenedLetter;
  issuer: Issuer;
  notes: string[];
  keys: string[];
}

/** What the letter speaks of is not here yet: looked at again, and at once when that comes. */
export interface Parked {
  row: InboxRow;
  awaits: string;
}

/** A recall that came before its letter is shown to the clerk at the latest after about half an hour. */
const MAX_LOOKS = 10;

const ASKS: ReadonlySet<string> = new Set(['recall', 'update', 'replace']);

export function asksForChange(message: EdxmlDocument): boolean {
  return ASKS.has(message.business?.kind ?? 'new');
}

/** A clerk may decide to take in what was changed, with that verdict beside it. */
function assertUntouched(row: InboxRow, { tampered }: OpenedLetter): void {
  if (tampered !== undefined && !row.accepted_codes.includes('interchange.changed_after_signing')) {
    throw new RefusedMessage(
      'interchange.changed_after_signing',
      `Tệp “${tampered.name}” không còn nguyên vẹn như lúc ký. ${tampered.sentence} Hỏi nơi gửi; loại bỏ và báo lại, hoặc chọn đọc lại để vẫn nhận.`,
    );
  }
}

/** Clocks of others decide nothing; what they say of the future is worth a word. */
function datesAhead(message: EdxmlDocument, row: InboxRow): string[] {
  const arrivedOn = vietnamDate(row.received_at);
  const { issuedOn } = message;
  return issuedOn !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(issuedOn) && issuedOn > arrivedOn
    ? [`Ngày ban hành ghi ${printDay(issuedOn)}, sau ngày đến: đồng hồ nơi gửi lệch hoặc ghi nhầm ngày.`]
    : [];
}

async function isKnown(services: Services, row: InboxRow, target: EdxmlDocumentRef): Promise<boolean> {
  const found = await findByEnvelope(services.db, {
    agencyId: row.agency_id,
    senderAgencyId: row.sender_agency_id,
    senderCode: row.sender_code,
    documentId: target.documentId,
    numberSymbol: target.numberSymbol,
    issuedOn: target.issuedOn,
  });
  return found !== undefined;
}

/** The key of what a recall, update or replacement still waits for; after the last look it goes on with a word to the clerk. */
async function findMissing(
  services: Services,
  reading: Reading,
  sender: string,
): Promise<{ awaits: string } | { notes: string[] }> {
  const { row, letter } = reading;
  const targets = targetsOf(letter.message);
  if (!asksForChange(letter.message) || targets.length === 0) {
    return { notes: [] };
  }
  for (const target of targets) {
    if (await isKnown(services, row, target)) {
      return { notes: [] };
    }
  }
  const [awaits] = targets.flatMap((target) => keysOfRef(target, sender));
  if (awaits !== undefined && row.attempts < MAX_LOOKS) {
    return { awaits };
  }
  const named = targets.map(({ numberSymbol, documentId }) => numberSymbol ?? documentId ?? '').join(', ');
  return { notes: [`Không có ở đây văn bản mà gói tin nói đến (${named}): xử lý như văn bản thường.`] };
}

/** Nothing but a clerk's word stands for the sender: the letter says so beside its page. */
function notesOnSender({ accepted_codes }: InboxRow): string[] {
  return accepted_codes.includes('interchange.sender_unproven')
    ? ['Gói tin nhập từ tệp, không có gì chứng minh nơi gửi; văn thư đã xác minh với nơi gửi rồi nhận.']
    : [];
}

/** Reads and judges one stored letter, outside any transaction. @throws RefusedMessage */
export async function prepareLetter(
  reader: LetterReader,
  services: Services,
  row: InboxRow,
): Promise<Reading | Parked> {
  const letter = await reader.openOnce(row.sha256, () => openLetter(services, reader.checks, row));
  const parties = await checkParties(services, row, letter.message);
  const { issuer } = parties;
  const notes = [...parties.notes, ...notesOnSender(row)];
  const sender = await senderKey(services, row);
  const keys = businessKeys(letter.message, sender);
  if (letter.secrecy.length > 0) {
    return { row, letter, issuer, notes, keys };
  }
  assertUntouched(row, letter);
  const ahead = datesAhead(letter.message, row);
  const reading: Reading = { row, letter, issuer, notes: [...letter.notes, ...notes, ...ahead], keys };
  const missing = await findMissing(services, reading, sender);
  return 'awaits' in missing
    ? { row, awaits: missing.awaits }
    : { ...reading, notes: [...reading.notes, ...missing.notes] };
}
