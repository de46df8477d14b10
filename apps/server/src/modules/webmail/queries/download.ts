import { cleanFileName } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { loadEmail } from '../box/load-email.ts';
import { readMailApart } from '../reading/read-apart.ts';
import { attachmentsOf, avText, mayHaveRaw } from './attachments.ts';

/** Drawn by a browser without running anything; the page shows them as blobs of its own. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function headers(name: string, size: number, type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-length': String(size),
    // RFC 6266: always a file, never a page of ours.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  };
}

/** The mail as it came, as an .eml file. */
export async function downloadRaw(
  context: ActingContext,
  wanted: { mailboxId: string; id: string },
): Promise<FileAnswer> {
  const { row, facts } = await loadEmail(context.db, context, wanted);
  if (!mayHaveRaw(facts, await attachmentsOf(context.db, row.message_id))) {
    throw new AppError(
      'webmail.attachment_refused',
      403,
      'Thư gốc có phần đang cách ly, chưa quét hoặc có mã độc nên không tải về được. Cần lưu hồ sơ thì báo cán bộ an toàn thông tin.',
    );
  }
  const raw = await context.blobs.readBytes(row.raw_sha256);
  const name = cleanFileName(`${row.subject.slice(0, 120) || 'thu'}.eml`);
  return { stream: raw, headers: headers(name, raw.length, 'application/octet-stream') };
}

/** @throws AppError 403 while the attachment waits for the antivirus, or when it is infected or of a kind that runs */
export async function downloadAttachment(
  context: ActingContext,
  wanted: { mailboxId: string; id: string; no: number },
): Promise<FileAnswer> {
  const { row, facts } = await loadEmail(context.db, context, wanted);
  const file = (await attachmentsOf(context.db, row.message_id)).find(({ no }) => no === wanted.no);
  if (file === undefined) {
    throw notFound('webmail.attachment_not_found', 'Thư này không có tệp đính kèm đó. Tải lại thư.');
  }
  if (facts.quarantined) {
    throw new AppError('webmail.quarantined', 403, `Thư đang cách ly nên chưa mở được tệp "${file.name}".`);
  }
  if (file.av === 'pending') {
    throw new AppError('webmail.attachment_unscanned', 403, `Tệp "${file.name}": ${avText(file)}`);
  }
  if (file.av !== 'clean') {
    throw new AppError('webmail.attachment_refused', 403, `Tệp "${file.name}": ${avText(file)}`);
  }
  const mail = await readMailApart(await context.blobs.readBytes(row.raw_sha256));
  const part = mail.attachments[file.no];
  // The bytes that were scanned are the bytes that are handed out.
  if (part === undefined || part.sha256 !== file.sha256) {
    throw notFound(
      'webmail.attachment_not_found',
      'Không đọc lại được tệp đính kèm này từ thư gốc. Tải thư gốc (.eml).',
    );
  }
  const type = PICTURES.has(file.media_type) ? file.media_type : 'application/octet-stream';
  return { stream: Buffer.from(part.bytes), headers: headers(file.name, part.bytes.length, type) };
}
