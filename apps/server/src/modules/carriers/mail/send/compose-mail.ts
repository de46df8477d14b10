import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { MailSettings } from '@congvu/contracts';
import {
  type EdxmlDocument,
  type EdxmlMessage,
  type EdxmlStatus,
  isStatusCode,
  parseEdxml,
  readAll,
  STATUS_CODES,
} from '@congvu/edxml';
import type { SendMailOptions } from 'nodemailer';
import type { Services } from '../../../../platform/context.ts';
import { printDay } from '../../../../platform/print-dates.ts';
import type { Parcel } from '../../carrier.ts';
import { piecesOf } from '../../read-envelope.ts';
import { MailError } from '../mail-error.ts';
import { domainOf } from '../official-address.ts';

const MEGABYTE = 1024 * 1024;
/** Base64 in lines of 76 (RFC 2045 §6.8), and the words around. */
const WIRE_FACTOR = 1.37;
const WORDS_BYTES = 64 * 1024;
const PDF = 'application/pdf';
/** Registered nowhere; the extension is what people and programs go by (spec interchange §2). */
export const EDXML_TYPE = 'application/edxml+xml';

interface Pdf {
  name: string;
  bytes: Uint8Array;
}

function wireSize(bytes: number): number {
  return bytes * WIRE_FACTOR;
}

/** A receiver in a Message-ID: codes hold signs that have no place there. */
export function receiverTag(receiverCode: string): string {
  return createHash('sha256').update(receiverCode.trim().toUpperCase()).digest('hex').slice(0, 12);
}

/** The same for every attempt: by it a receiver recognises the repetition. */
export function messageIdOf(parcel: Pick<Parcel, 'messageId' | 'receiverCode'>, address: string): string {
  return `<congvu.${parcel.messageId}.${receiverTag(parcel.receiverCode)}@${domainOf(address)}>`;
}

/** One line of a header, whatever the envelope holds. */
function oneLine(text: string, max: number): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim().slice(0, max);
}

function numberSymbolOf(message: EdxmlDocument): string {
  return [message.number, message.symbol].filter((part) => part !== undefined && part !== '').join('/');
}

function statusName({ statusCode }: EdxmlStatus): string {
  return isStatusCode(statusCode) ? `${statusCode} ${STATUS_CODES[statusCode].name}` : statusCode;
}

function subjectOf(message: EdxmlMessage): string {
  if (message.kind === 'status') {
    return oneLine(`[Trạng thái] ${statusName(message)}: ${message.responseTo.numberSymbol ?? ''}`, 200);
  }
  return oneLine(`[Văn bản] ${numberSymbolOf(message)} ${message.abstract ?? ''}`, 200);
}

const EXPLANATION = [
  'Tệp có đuôi .edxml đính kèm là gói tin liên thông (QCVN 102:2016/BTTTT): hệ thống quản lý văn bản của nơi nhận đọc được trực tiếp,',
  'hoặc văn thư nạp tệp này vào hệ thống bằng chức năng nhập gói tin từ tệp.',
  '',
  'Thư do hệ thống quản lý văn bản gửi tự động qua thư điện tử công vụ. Không trả lời vào thư này.',
];

function documentLines(message: EdxmlDocument, hasPdf: boolean): string[] {
  const facts: [string, string | undefined][] = [
    ['Nơi gửi', message.from.name ?? message.from.agencyCode],
    ['Loại văn bản', message.documentType?.name],
    ['Số, ký hiệu', numberSymbolOf(message)],
    ['Ngày ban hành', message.issuedOn && printDay(message.issuedOn)],
    ['Trích yếu', message.abstract],
    ['Người ký', message.signatory?.fullName],
  ];
  return [
    'Kính gửi quý cơ quan,',
    '',
    'Cơ quan gửi văn bản sau qua thư điện tử công vụ vì hai bên chưa có đường liên thông khác:',
    ...facts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `- ${name}: ${value}`),
    '',
    ...(hasPdf ? ['Bản PDF của văn bản chính kèm theo để đọc; bản có giá trị là tệp trong gói tin.'] : []),
  ];
}

function statusLines(message: EdxmlStatus): string[] {
  const { numberSymbol, issuedOn } = message.responseTo;
  return [
    'Kính gửi quý cơ quan,',
    '',
    `Báo trạng thái xử lý văn bản ${numberSymbol ?? ''}${issuedOn === undefined ? '' : ` ngày ${printDay(issuedOn)}`}:`,
    `- Trạng thái: ${statusName(message)}`,
    ...(message.description === undefined || message.description === '' ? [] : [`- Ghi chú: ${message.description}`]),
    `- Nơi báo: ${message.from.name ?? message.from.agencyCode}`,
    '',
  ];
}

/** The page to read, when there is room for it beside the package. */
async function pdfBeside(
  services: Services,
  parcel: Parcel,
  room: number,
): Promise<{ message: EdxmlMessage; pdf: Pdf | undefined }> {
  const parsed = await parseEdxml(piecesOf(services, parcel));
  try {
    const main = parsed.attachments.find(({ mediaType, content }) => mediaType === PDF && content !== undefined);
    const fits = main?.content !== undefined && wireSize(main.content.size) <= room;
    const pdf =
      fits && main?.content !== undefined ? { name: main.name, bytes: await readAll(main.content) } : undefined;
    return { message: parsed.message, pdf };
  } finally {
    for (const { content } of parsed.attachments) {
      await content?.discard();
    }
  }
}

function fileNameOf(message: EdxmlMessage, sha256: string): string {
  const named = message.kind === 'document' ? numberSymbolOf(message) : `trang-thai-${message.statusCode}`;
  const safe = named
    .normalize('NFD')
    .replaceAll(/[đĐ]/g, 'd')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${safe === '' ? 'goi-tin' : safe}.${sha256.slice(0, 8)}.edxml`;
}

/**
 * One mail for one receiver: the package as it is, words to read and, when there is room, the page. Signing (DKIM) is the work of the
 * mail server of the office.
 * @throws MailError `carriers.mail_too_large` when the package alone does not fit
 */
export async function composeMail(
  services: Services,
  parcel: Parcel,
  mail: { settings: MailSettings; to: string; senderName: string },
): Promise<SendMailOptions> {
  const { settings, to, senderName } = mail;
  const room = settings.maxMailMb * MEGABYTE - WORDS_BYTES - wireSize(parcel.size);
  if (room < 0) {
    throw new MailError(
      'carriers.mail_too_large',
      `Gói tin dài hơn mức ${settings.maxMailMb} MB của thư điện tử. Giảm dung lượng tệp đính kèm rồi gửi lại, hoặc gửi bản giấy.`,
      { final: true },
    );
  }
  const { message, pdf } = await pdfBeside(services, parcel, room);
  const lines = message.kind === 'document' ? documentLines(message, pdf !== undefined) : statusLines(message);
  return {
    from: {
      name: oneLine(settings.displayName === '' ? senderName : settings.displayName, 120),
      address: settings.address,
    },
    to,
    subject: subjectOf(message),
    messageId: messageIdOf(parcel, settings.address),
    date: services.clock.now(),
    text: [...lines, ...EXPLANATION].join('\n'),
    headers: {
      // Nobody's vacation notice answers, and no robot answers ours (RFC 3834 §5).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    attachments: [
      {
        filename: fileNameOf(message, parcel.sha256),
        content: Readable.from(piecesOf(services, parcel)),
        contentType: EDXML_TYPE,
        contentDisposition: 'attachment',
      },
      ...(pdf === undefined
        ? []
        : [
            {
              filename: pdf.name,
              content: Buffer.from(pdf.bytes),
              contentType: PDF,
              contentDisposition: 'attachment' as const,
            },
          ]),
    ],
  };
}
