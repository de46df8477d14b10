import { createHash } from 'node:crypto';
import { type EdxmlDocument, normaliseAgencyCode, type ParsedEdxml, targetsOf } from '@congvu/edxml';
import { findDocumentTypeByName } from '@congvu/nd30';
import type { Urgency } from '#modules/documents';
import type { ReceivedLetter } from '#modules/incoming';

type ReceivedFacts = ReceivedLetter['facts'];

const OFFICIAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const MAX_NOTES = 20;

function dateOrNull(text: string | undefined): string | null {
  return text !== undefined && OFFICIAL_DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

export function numberSymbolOf(message: EdxmlDocument): string {
  return [message.number, message.symbol].filter((part) => part !== undefined && part !== '').join('/');
}

function urgencyOf(message: EdxmlDocument): Urgency {
  return message.urgency === 'express_timed' ? 'express' : (message.urgency ?? 'normal');
}

/** ResponseFor names letters of ours that are answered, or earlier letters of the sender that are recalled or corrected. */
function numbersNamed(message: EdxmlDocument, own: boolean): string[] {
  return (message.responsesTo ?? [])
    .filter((ref) => own === sameCode(ref.agencyCode ?? '', message.from.agencyCode))
    .flatMap((ref) => ref.numberSymbol ?? []);
}

/** The facts of the letter as the sender wrote them; they stay read-only (spec interchange §10.6). */
export function readFacts(message: EdxmlDocument, issuer: { id: string | null; name: string }): ReceivedFacts {
  const typeName = message.documentType?.name ?? 'Công văn';
  return {
    numberSymbol: numberSymbolOf(message),
    issuedOn: dateOrNull(message.issuedOn),
    issuingAgencyName: issuer.name,
    issuingAgencyId: issuer.id,
    // The type code of senders is unreliable: the name decides (spec interchange §2.4).
    documentType: findDocumentTypeByName(typeName)?.code ?? 'official_letter',
    typeName,
    abstract: message.abstract ?? message.content ?? '',
    signatory: message.signatory?.fullName ?? '',
    signatoryPosition: message.signatory?.position ?? '',
    urgency: urgencyOf(message),
    pageCount: message.pageCount ?? null,
    recipients: message.recipients ?? [],
    replyDueOn: dateOrNull(message.dueOn),
    replyToNumberSymbols: numbersNamed(message, false),
    ownNumberSymbols: numbersNamed(message, true),
  };
}

const BUSINESS_WORDS = { recall: 'thu hồi', update: 'cập nhật', replace: 'thay thế', other: 'xử lý đặc biệt' } as const;

/** What the clerk must know about the envelope: what it asks for, what was repaired, what is missing. */
export function readNotes(parsed: ParsedEdxml, message: EdxmlDocument, missing: readonly string[]): string[] {
  const notes = [...missing];
  const kind = message.business?.kind ?? 'new';
  if (kind !== 'new') {
    const targets = targetsOf(message).flatMap((target) => target.numberSymbol ?? target.documentId ?? []);
    const about = targets.length === 0 ? '' : ` văn bản ${targets.join(', ')}`;
    notes.push(`Nơi gửi yêu cầu ${BUSINESS_WORDS[kind]}${about}: văn thư xem nội dung rồi xử lý.`);
  }
  notes.push(...parsed.warnings.map((warning) => warning.text));
  return notes.slice(0, MAX_NOTES);
}

/** Same letter, same hash: what it says and the bytes it carries, not how often or which way it was sent. */
export function contentHash(parsed: ParsedEdxml, message: EdxmlDocument): string {
  const content = [
    message.number ?? '',
    message.symbol ?? '',
    message.issuedOn ?? '',
    message.abstract ?? '',
    message.content ?? '',
    message.signatory?.fullName ?? '',
    message.business?.kind ?? 'new',
    ...parsed.attachments.map((attachment) => attachment.sha256 || (attachment.error?.code ?? '')).sort(),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

export function sameCode(left: string, right: string): boolean {
  return normaliseAgencyCode(left) === normaliseAgencyCode(right);
}
