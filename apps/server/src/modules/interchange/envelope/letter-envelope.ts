import {
  cleanFileName,
  type EdxmlBusiness,
  type EdxmlDocument,
  type EdxmlDocumentRef,
  type EdxmlParty,
  formatDocumentId,
} from '@congvu/edxml';
import { findDocumentType } from '@congvu/nd30';
import type { IssuedLetter } from '#modules/outgoing';
import { cleanText, whenFilled } from './clean-text.ts';
import type { MessageSource, SourceFile } from './message-source.ts';

export interface Sender {
  code: string;
  name: string;
  governingName: string;
  email: string;
}

export interface EnvelopeReceiver {
  code: string;
  name: string;
}

/** What the letter does to earlier ones; undefined for an ordinary letter. */
export interface LetterBusiness {
  business: EdxmlBusiness;
  responsesTo: EdxmlDocumentRef[];
}

/** How the letter goes to those who get these bytes. */
export interface LetterForm {
  at: Date;
  business: LetterBusiness | undefined;
  packing: 'zip' | 'raw';
  paperCopyFollows: boolean;
}

const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** ISO 8601 with the offset of Vietnam: the wire carries local time without a zone (spec interchange §2.4). */
export function vietnamInstant(at: Date): string {
  const local = new Date(Math.floor(at.getTime() / 1_000) * 1_000 + VIETNAM_OFFSET_MS);
  return local.toISOString().replace('.000Z', '+07:00');
}

/** `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`: the lines above the position say in whose name it is signed. */
function capacityOf(blockLines: readonly string[]): string {
  return blockLines
    .filter((line) => /^(TM|KT|TL|TUQ|Q)\./u.test(line.trim()))
    .map((line) => cleanText(line))
    .join(' ');
}

function typeOf(letter: IssuedLetter): Partial<EdxmlDocument> {
  const code = findDocumentType(letter.documentType)?.edxmlCode;
  return {
    documentType: {
      ...(code === undefined ? {} : { code: String(code) }),
      // List A or B presumably; every sender writes 0 (spec interchange §2.4).
      detail: '0',
      ...whenFilled('name', letter.typeName),
    },
  };
}

function signatoryOf(letter: IssuedLetter): Partial<EdxmlDocument> {
  const signatory = {
    ...whenFilled('signingCapacity', capacityOf(letter.blockLines)),
    ...whenFilled('position', letter.signatoryPosition),
    ...whenFilled('fullName', letter.signatory),
  };
  return Object.keys(signatory).length === 0 ? {} : { signatory };
}

function responsesOf(letter: IssuedLetter, business: LetterBusiness | undefined): Partial<EdxmlDocument> {
  const answers = letter.replyTo.map((answered) => ({
    ...whenFilled('agencyCode', answered.agencyCode),
    ...whenFilled('numberSymbol', answered.numberSymbol),
    ...whenFilled('issuedOn', answered.issuedOn),
  }));
  // What a recall takes back is named in ResponseFor (spec interchange §2.5); an answer beside it would be read as a target.
  const responsesTo = business === undefined ? answers : business.responsesTo;
  return responsesTo.length === 0 ? {} : { responsesTo };
}

function otherInfo(letter: IssuedLetter): Partial<EdxmlDocument> {
  const recipients = letter.recipients.map(cleanText).filter((text) => text !== '');
  return {
    urgency: letter.urgency,
    ...(letter.copies > 0 ? { copyCount: letter.copies } : {}),
    ...(letter.pageCount > 0 ? { pageCount: letter.pageCount } : {}),
    ...(recipients.length === 0 ? {} : { recipients }),
  };
}

/** Main page first: a receiver that knows nothing else takes the first PDF as the letter. */
function filesOf(letter: IssuedLetter): SourceFile[] {
  return [...letter.files]
    .sort((left, right) => Number(right.main) - Number(left.main))
    .map((file) => ({
      sha256: file.sha256,
      name: cleanFileName(cleanText(file.name)) || 'van-ban.pdf',
      mediaType: file.mediaType,
      size: file.size,
    }));
}

/** The envelope of an issued letter, as it stands at this moment and for good (spec interchange §2.1). */
export function composeLetter(
  letter: IssuedLetter,
  sender: Sender,
  receivers: readonly EnvelopeReceiver[],
  { at, business, packing, paperCopyFollows }: LetterForm,
): Extract<MessageSource, { kind: 'document' }> {
  const from: EdxmlParty = {
    agencyCode: sender.code,
    ...whenFilled('governingBody', sender.governingName),
    ...whenFilled('name', sender.name),
    ...whenFilled('email', sender.email),
  };
  // As printed: a number below ten has its zero (Decree 30/2020, Annex I part II.3).
  const [number, symbol] = [letter.numberSymbol.split('/')[0] ?? '', cleanText(letter.symbol)];
  const message: EdxmlDocument = {
    kind: 'document',
    from,
    to: receivers.map((receiver) => ({ agencyCode: receiver.code, ...whenFilled('name', receiver.name) })),
    documentId: formatDocumentId({ agencyCode: sender.code, issuedOn: letter.issuedOn, number, symbol }),
    number,
    symbol,
    ...whenFilled('placeOfIssue', letter.place),
    issuedOn: letter.issuedOn,
    ...typeOf(letter),
    abstract: cleanText(letter.abstract),
    ...signatoryOf(letter),
    ...whenFilled('dueOn', letter.dueOn),
    ...otherInfo(letter),
    ...responsesOf(letter, business),
    trace: [{ agencyCode: sender.code, at: vietnamInstant(at) }],
    business: { ...(business?.business ?? { kind: 'new' }), paperCopyFollows },
  };
  return { kind: 'document', message, files: filesOf(letter), ...(packing === 'raw' ? { packing } : {}) };
}
