import { Readable } from 'node:stream';
import type { VerdictView } from '@congvu/contracts';
import { guardAgainstStateSecret, guardUpload } from '#modules/documents';
import { receiveUpload, type StoredBlob } from '#modules/files';
import { judgePdf } from '#modules/signing';
import { type MailToRegister, readAttachments, readMailWords } from '#modules/webmail';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { printMail } from '../printing/print-mail.ts';

const PDF = 'application/pdf';
/** As large as what comes by hand; a mail is never that large. */
const MAX_BYTES = 100 * 1024 * 1024;

type MailFile = MailToRegister['attachments'][number];

/** Pictures inside the text are no enclosures; a PDF shown in place (Apple Mail) is one. */
export function enclosuresOf(mail: Pick<MailToRegister, 'attachments'>): MailFile[] {
  return mail.attachments.filter(({ inline, media_type: type }) => !inline || type === PDF);
}

/** What may be the page, PDFs first, in the order of the mail. */
export function possiblePages(mail: Pick<MailToRegister, 'attachments'>): MailFile[] {
  const clean = enclosuresOf(mail).filter(({ av }) => av === 'clean');
  return [...clean.filter(({ media_type: type }) => type === PDF), ...clean.filter((file) => file.media_type !== PDF)];
}

/**
 * The attachment that becomes the document; undefined for a mail without any, whose words do.
 * @throws AppError 422 `mailbridge.no_file` · `mailbridge.main_not_found`
 */
export function pageOf(
  mail: Pick<MailToRegister, 'attachments'>,
  mainNo: number | null | undefined,
): MailFile | undefined {
  const pages = possiblePages(mail);
  if (enclosuresOf(mail).length === 0 && (mainNo ?? null) === null) {
    return undefined;
  }
  if (pages.length === 0) {
    throw invalid(
      'mailbridge.no_file',
      'Thư không có tệp nào vào sổ được: các tệp kèm theo đang bị khóa. Đề nghị nơi gửi gửi lại tệp PDF.',
    );
  }
  const page = (mainNo ?? null) === null ? pages[0] : pages.find(({ no }) => no === mainNo);
  if (page === undefined) {
    throw invalid(
      'mailbridge.main_not_found',
      'Tệp được chọn làm văn bản chính không có trong thư hoặc đang bị khóa. Chọn tệp khác.',
    );
  }
  return page;
}

interface MailFiles {
  main: StoredBlob;
  verdict: VerdictView;
  attachments: StoredBlob[];
  /** Left in the mail, with the reason. */
  left: { name: string; reason: string }[];
}

export const NO_PDF: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Tệp chính không phải PDF nên không mang chữ ký số để kiểm tra.',
  signers: [],
};

function lockedReason({ av }: MailFile): string {
  return av === 'infected' ? 'có mã độc' : 'loại tệp có thể chạy mã';
}

/** What cannot be taken into a document stays in the mail; anything else (state secret, an antivirus that is away) stops the act. */
async function takeEnclosure(
  context: ActingContext,
  file: MailFile,
  bytes: Uint8Array,
): Promise<StoredBlob | { reason: string }> {
  try {
    return await store(context, file, bytes);
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('files.') && error.code !== 'files.scan_unavailable') {
      return { reason: error.message };
    }
    throw error;
  }
}

function store(context: ActingContext, file: MailFile, bytes: Uint8Array): Promise<StoredBlob> {
  const stream = Readable.from([Buffer.from(bytes)]);
  const upload = { name: file.name, declaredType: file.media_type, stream };
  return receiveUpload(context, upload, { maxBytes: MAX_BYTES });
}

export const PRINTED: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Văn bản là lời thư do hệ thống in ra, không mang chữ ký số.',
  signers: [],
};

/**
 * The words of a mail without files as a PDF, and the raw mail beside it under its own hash, so that nothing of what came is lost. A
 * raw mail of which a part is locked stays in the mailbox.
 * @throws AppError 422 `mailbridge.no_file` · `mailbridge.text_too_long` · `documents.state_secret`
 */
async function takeWords(context: ActingContext, mail: MailToRegister): Promise<MailFiles> {
  const door = { agencyId: context.subject.agencyId, name: 'mailbridge.register', objectId: mail.itemId };
  const words = await readMailWords(context, mail);
  if (words.text === '') {
    throw invalid('mailbridge.no_file', 'Thư không có tệp kèm và không có lời thư nên không vào sổ được.');
  }
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lời thư', text: words.text }] });
  const bytes = await printMail(mail, words);
  const stream = Readable.from([bytes]);
  const upload = { name: 'loi-thu.pdf', declaredType: PDF, stream };
  const main = await receiveUpload(context, upload, { maxBytes: MAX_BYTES });
  await guardUpload(context, door, main);
  const raw = { sha256: mail.rawSha256, size: words.size, name: 'thu-goc.eml', mediaType: 'message/rfc822' };
  const isOpen = mail.attachments.every(({ av }) => av === 'clean');
  return {
    main,
    verdict: PRINTED,
    attachments: isOpen ? [raw] : [],
    left: isOpen ? [] : [{ name: raw.name, reason: 'có phần đang bị khóa' }],
  };
}

/**
 * The files of the mail as files of the office: the bytes that were scanned, under the hash they have in the mail, through the same
 * doors as an upload. Durable before the transaction.
 * @throws AppError 422 `documents.state_secret`, `files.encrypted_pdf` · `files.broken_pdf` · `files.type_refused` of the page
 */
export async function takeFiles(
  context: ActingContext,
  mail: MailToRegister,
  page: MailFile | undefined,
): Promise<MailFiles> {
  return page === undefined ? takeWords(context, mail) : takeEnclosed(context, mail, page);
}

async function takeEnclosed(context: ActingContext, mail: MailToRegister, page: MailFile): Promise<MailFiles> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'mailbridge.register', objectId: mail.itemId };
  const others = enclosuresOf(mail).filter(({ no }) => no !== page.no);
  const clean = others.filter(({ av }) => av === 'clean');
  await guardAgainstStateSecret(context, door, { fileNames: [page, ...clean].map(({ name }) => name) });
  const bytes = await readAttachments(
    context,
    mail,
    [page, ...clean].map(({ no }) => no),
  );
  const main = await store(context, page, bytes.get(page.no) ?? new Uint8Array());
  await guardUpload(context, door, main);
  const attachments: StoredBlob[] = [];
  const left = others
    .filter(({ av }) => av !== 'clean')
    .map((file) => ({ name: file.name, reason: lockedReason(file) }));
  for (const file of clean) {
    const taken = await takeEnclosure(context, file, bytes.get(file.no) ?? new Uint8Array());
    if ('reason' in taken) {
      left.push({ name: file.name, reason: taken.reason });
    } else {
      await guardUpload(context, door, taken);
      attachments.push(taken);
    }
  }
  const verdict =
    main.mediaType === PDF
      ? await judgePdf(context, { agencyId, bytes: bytes.get(page.no) ?? new Uint8Array() })
      : NO_PDF;
  return { main, verdict, attachments, left };
}
