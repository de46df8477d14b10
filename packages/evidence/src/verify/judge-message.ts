import type { ParsedEdxml } from '@congvu/edxml';
import { normaliseAgencyCode } from '@congvu/edxml';
import { letterFacts, numberSymbolOf, statusFacts } from '../build/describe-message.ts';
import type {
  EvidenceManifest,
  EvidenceMessage,
  EvidenceReference,
  LetterFacts,
  StatusFacts,
} from '../manifest/types.ts';
import type { Findings } from './findings.ts';

/** What a letter says by which it is known; names of bodies and files are shown, not compared: readers clean them. */
function identityOf(facts: LetterFacts): string {
  const { documentId, number, symbol, issuedOn, abstract, business, from, to, attachments } = facts;
  return JSON.stringify([
    [documentId, number, symbol, issuedOn, abstract, business],
    [from.code, ...to.map(({ code }) => code)],
    attachments.map(({ size, sha256 }) => [size, sha256]),
  ]);
}

function judgeLetter(message: EvidenceMessage, found: LetterFacts, findings: Findings): void {
  const place = message.member ?? '';
  if (message.letter === null || identityOf(message.letter) !== identityOf(found)) {
    findings.fail('evidence.letter_differs', 'Gói tin văn bản khác mô tả trong danh mục hồ sơ.', place);
  }
  for (const { name, sha256 } of found.attachments) {
    if (sha256 === '') {
      findings.note('evidence.attachment_damaged', `Tệp "${name}" đã hỏng từ nơi gửi, không đọc được.`, place);
    }
  }
}

/** A status names a document by its DocumentId, or by number, symbol and date where it leaves that out (interchange §4). */
function names(status: StatusFacts, letter: EvidenceReference): boolean {
  if (status.documentId !== '') {
    return letter.documentId === status.documentId;
  }
  const isSameDay = status.issuedOn === '' || status.issuedOn === letter.issuedOn;
  return letter.numberSymbol === status.numberSymbol && isSameDay;
}

/** Asked back and answered: who answers may name the letter that asks (interchange §5). */
const CHANGE_CODES: readonly string[] = ['13', '15', '16'];

function judgeStatus(message: EvidenceMessage, found: StatusFacts, findings: Findings): void {
  const written = message.status;
  const isSame =
    written !== null &&
    JSON.stringify({ ...written, from: written.from.code }) === JSON.stringify({ ...found, from: found.from.code });
  if (!isSame) {
    findings.fail(
      'evidence.status_differs',
      'Gói tin trạng thái khác mô tả trong danh mục hồ sơ.',
      message.member ?? '',
    );
  }
}

/** Compares one message with what the manifest says of it. */
export function judgeMessage(message: EvidenceMessage, parsed: ParsedEdxml, findings: Findings): void {
  const { message: found } = parsed;
  if ((found.kind === 'document') !== (message.kind === 'letter')) {
    findings.fail('evidence.letter_differs', 'Gói tin không phải loại ghi trong danh mục hồ sơ.', message.member ?? '');
  } else if (found.kind === 'document') {
    judgeLetter(message, letterFacts(found, parsed.attachments), findings);
  } else {
    judgeStatus(message, statusFacts(found), findings);
  }
}

function judgeDocument(manifest: EvidenceManifest, letters: readonly LetterFacts[], findings: Findings): void {
  const { document } = manifest;
  const [first] = letters;
  const isSame =
    first === undefined ||
    (document.documentId === first.documentId &&
      document.numberSymbol === numberSymbolOf(first) &&
      document.issuedOn === first.issuedOn &&
      document.abstract === first.abstract);
  if (!isSame) {
    findings.fail(
      'evidence.document_differs',
      'Số, ký hiệu, ngày hoặc trích yếu của hồ sơ khác với văn bản trong đó.',
      'document',
    );
  }
}

function codesOf(manifest: EvidenceManifest): Set<string> {
  return new Set(
    manifest.deliveries.flatMap(({ receiver, aliases }) => [receiver.code, ...aliases]).map(normaliseAgencyCode),
  );
}

function judgeReporter(manifest: EvidenceManifest, receivers: ReadonlySet<string>, message: EvidenceMessage): boolean {
  const code = normaliseAgencyCode(message.status?.from.code || message.counterpartCode);
  // Statuses about a received letter are the office's own word (and its sender's, for 13).
  return manifest.kind === 'received' || message.direction === 'sent' || receivers.has(code);
}

/** What the messages say together: one document, reported on by those it went to. */
export function judgeTogether(manifest: EvidenceManifest, findings: Findings): void {
  const letters = manifest.messages.flatMap(({ letter }) => letter ?? []);
  judgeDocument(manifest, letters, findings);
  const { amendedBy, ...own } = manifest.document;
  const versions = letters.map((letter) => ({ ...letter, numberSymbol: numberSymbolOf(letter) }));
  const receivers = codesOf(manifest);
  for (const message of manifest.messages) {
    const { status, member } = message;
    const named = CHANGE_CODES.includes(status?.statusCode ?? '') ? amendedBy : [];
    if (status !== null && ![own, ...versions, ...named].some((letter) => names(status, letter))) {
      findings.fail('evidence.status_foreign', 'Gói tin trạng thái nói về văn bản khác.', member ?? '');
    } else if (status !== null && !judgeReporter(manifest, receivers, message)) {
      findings.fail('evidence.status_foreign', 'Gói tin trạng thái từ cơ quan không có trong nơi nhận.', member ?? '');
    }
  }
}
