import {
  buildEdxml,
  type EdxmlDocument,
  EdxmlError,
  type EdxmlParty,
  type EdxmlStatus,
  formatDocumentId,
  parseDocumentId,
} from '@congvu/edxml';
import { writeWithDefects } from '../conformance/defects.ts';
import { samplePdf } from '../conformance/sample-pdf.ts';
import { AxisError } from '../errors.ts';
import { writeLocal } from '../wire/vietnam-time.ts';
import type { AgencyBook } from './agency-book.ts';
import type { StoredMessage } from './message-store.ts';
import type { LetterOrder } from './types.ts';

/** `2021-03-16T09:00:00+07:00` */
export function vietnamInstant(at: Date): string {
  return `${writeLocal(at, 'yyyy/MM/dd HH:mm:ss').replaceAll('/', '-').replace(' ', 'T')}+07:00`;
}

export function partyOf(book: AgencyBook, code: string): EdxmlParty {
  const agency = book.find(code);
  return { agencyCode: code, ...(agency !== undefined && { name: agency.name }) };
}

const BUSINESS_WORDS = { recall: 'Thu hồi', update: 'Cập nhật', replace: 'Thay thế' } as const;

function businessOf({ business, to }: LetterOrder): Partial<EdxmlDocument> {
  if (business === undefined) {
    return {};
  }
  const { kind, documentId, reason = `${BUSINESS_WORDS[kind]} văn bản điện tử` } = business;
  const target = parseDocumentId(documentId);
  switch (kind) {
    case 'recall': {
      const named =
        target === undefined ? {} : { numberSymbol: `${target.number}/${target.symbol}`, issuedOn: target.issuedOn };
      const agencyCode = target === undefined ? {} : { agencyCode: target.agencyCode };
      return { business: { kind, documentId, reason }, responsesTo: [{ documentId, ...named, ...agencyCode }] };
    }
    case 'update':
      return { business: { kind, documentId, reason, contentChanged: true, receiversChanged: false } };
    case 'replace':
      return { business: { kind, reason, replacements: [{ documentId, agencyCodes: [...to] }] } };
  }
}

/** The letter an order asks for; what it leaves open is made up. */
function letterOf(book: AgencyBook, order: LetterOrder, serial: number, now: Date): EdxmlDocument {
  const {
    number = String(serial),
    symbol = 'CV-TN',
    issuedOn = writeLocal(now, 'yyyy/MM/dd').replaceAll('/', '-'),
    documentType = { code: '29', name: 'Công văn' },
    abstract = `V/v trao đổi văn bản thử nghiệm số ${number}`,
  } = order;
  return {
    kind: 'document',
    from: partyOf(book, order.from),
    to: order.to.map((code) => partyOf(book, code)),
    documentId: formatDocumentId({ agencyCode: order.from, issuedOn, number, symbol }),
    number,
    symbol,
    placeOfIssue: 'Lai Châu',
    issuedOn,
    documentType: { ...documentType, detail: '0' },
    abstract,
    content: abstract,
    signatory: order.signatory ?? { position: 'Chánh Văn phòng', fullName: 'Nguyễn Văn Mẫu' },
    urgency: order.urgency ?? 'normal',
    ...(order.dueOn !== undefined && { dueOn: order.dueOn }),
    steering: 'not_directive',
    recipients: ['Như trên', 'Lưu: VT'],
    trace: [{ agencyCode: order.from, at: vietnamInstant(now) }],
    business: { kind: 'new', reason: 'Văn bản điện tử mới', paperCopyFollows: false },
    ...businessOf(order),
  };
}

/**
 * The bytes of a letter of an outside agency.
 * @throws {AxisError} `axis.bad_setting` for an order that makes no letter
 */
export async function writeLetter(
  book: AgencyBook,
  order: LetterOrder,
  serial: number,
  now: Date,
): Promise<Uint8Array> {
  try {
    const letter = letterOf(book, order, serial, now);
    const note = [
      `Van ban thu nghiem ${letter.number}/${letter.symbol}`,
      `Tu ${order.from}`,
      'Khong co gia tri phap ly',
    ];
    const files = order.files ?? [{ name: `van-ban-${letter.number}.pdf`, content: samplePdf(note) }];
    return await writeWithDefects(letter, files, order.defects ?? []);
  } catch (error) {
    if (error instanceof EdxmlError) {
      throw new AxisError('axis.bad_setting', `Không soạn được văn bản: ${error.message}`, {
        final: true,
        cause: error,
      });
    }
    throw error;
  }
}

/** What a status says about: a letter on the axis, as its own envelope named it. */
export interface StatusSubject {
  /** The sender of the letter; for 13 the receiver asked. */
  agencyCode: string;
  numberSymbol: string | null;
  documentId: string | null;
}

export function subjectOf(message: StoredMessage): StatusSubject {
  return { agencyCode: message.from, numberSymbol: message.notation, documentId: message.documentId };
}

/** The bytes of a status message. Codes the standard does not list are written as they are. */
export async function writeStatus(
  from: EdxmlParty,
  subject: StatusSubject,
  statusCode: string,
  now: Date,
  description?: string,
): Promise<Uint8Array> {
  const { agencyCode, numberSymbol, documentId } = subject;
  const issuedOn = parseDocumentId(documentId ?? '')?.issuedOn;
  const status: EdxmlStatus = {
    kind: 'status',
    from,
    responseTo: {
      agencyCode,
      ...(numberSymbol !== null && { numberSymbol }),
      ...(issuedOn !== undefined && { issuedOn }),
      ...(documentId !== null && { documentId }),
    },
    staff: { department: 'Văn thư', name: 'Nguyễn Văn Mẫu' },
    statusCode,
    ...(description !== undefined && { description }),
    at: vietnamInstant(now),
  };
  return buildEdxml(status);
}
