import { fileTypeFromBuffer } from 'file-type';
import type { ActingContext } from '../../platform/context.ts';
import { AppError, invalid } from '../../platform/errors.ts';
import type { UploadedFile } from '../../platform/http/route.ts';
import { cleanFileName, type StoredBlob } from './files.store.ts';
import { discardBlob } from './remove-files.ts';
import { assertScanned } from './scan/assert-scanned.ts';

export interface UploadRules {
  maxBytes: number;
  /** Media types taken; undefined takes every known office type. */
  accept?: readonly string[];
}

const HEAD = 4_100;
const TAIL = 2_048;
const ENCRYPT = /\/Encrypt\s+\d+\s+\d+\s+R/;
/** Longest piece of `ENCRYPT` that a chunk border can cut. */
const OVERLAP = 40;

/** What an office attaches to a letter; anything that can run is not in the list. */
const BY_EXTENSION: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  zip: 'application/zip',
  xml: 'application/xml',
  edxml: 'application/xml',
  csv: 'text/csv',
  txt: 'text/plain',
};
/** Containers whose kind only the name tells. */
const CONTAINERS = new Set(['application/zip', 'application/x-cfb', 'application/xml', undefined]);
const NEEDS_CONTAINER: Record<string, string> = {
  docx: 'application/zip',
  xlsx: 'application/zip',
  pptx: 'application/zip',
  odt: 'application/zip',
  ods: 'application/zip',
  zip: 'application/zip',
  doc: 'application/x-cfb',
  xls: 'application/x-cfb',
};

interface Glimpse {
  head: Buffer;
  tail: Buffer;
  encrypted: boolean;
}

async function* piecesOf(stream: NodeJS.ReadableStream): AsyncIterable<Uint8Array> {
  for await (const part of stream) {
    yield typeof part === 'string' ? Buffer.from(part) : part;
  }
}

/** Lets the bytes pass on to the store while keeping the two ends and looking for an encryption dictionary. */
async function* watch(stream: NodeJS.ReadableStream, glimpse: Glimpse): AsyncIterable<Uint8Array> {
  for await (const chunk of piecesOf(stream)) {
    if (glimpse.head.length < HEAD) {
      glimpse.head = Buffer.concat([glimpse.head, chunk.subarray(0, HEAD - glimpse.head.length)]);
    }
    const seen = Buffer.concat([glimpse.tail.subarray(-OVERLAP), chunk]);
    glimpse.encrypted ||= ENCRYPT.test(seen.toString('latin1'));
    glimpse.tail = Buffer.concat([glimpse.tail, chunk]).subarray(-TAIL);
    yield chunk;
  }
}

function assertWholePdf(name: string, size: number, glimpse: Glimpse): void {
  if (glimpse.encrypted) {
    throw invalid(
      'files.encrypted_pdf',
      `Tệp "${name}" bị đặt mật khẩu hoặc mã hóa nên nơi nhận không mở được. Bỏ mật khẩu rồi gửi lại.`,
    );
  }
  const tail = glimpse.tail.toString('latin1');
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail.replace(/\0+$/, ''))?.[1] ?? Number.NaN);
  if (!(start < size)) {
    throw invalid(
      'files.broken_pdf',
      `Tệp "${name}" là PDF bị cụt hoặc hỏng (thiếu phần cuối tệp). Xuất hoặc tải lại tệp gốc rồi gửi lại.`,
    );
  }
}

function refuseType(name: string): AppError {
  return new AppError(
    'files.type_refused',
    415,
    `Tệp "${name}" không thuộc loại được nhận hoặc nội dung không đúng đuôi tệp. Dùng PDF, Word, Excel, ảnh hoặc ZIP.`,
  );
}

async function mediaTypeOf(name: string, head: Buffer): Promise<string> {
  const extension = /\.([a-z\d]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const byName = BY_EXTENSION[extension];
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (byName === undefined) {
    throw refuseType(name);
  }
  if (found === byName) {
    return byName;
  }
  const needed = NEEDS_CONTAINER[extension];
  const isPlain = byName.startsWith('text/') || byName === 'application/xml';
  if (isPlain ? found === undefined || found === 'application/xml' : CONTAINERS.has(found) && found === needed) {
    return byName;
  }
  throw refuseType(name);
}

async function assertWholesome(context: ActingContext, { name, sha256 }: StoredBlob): Promise<void> {
  try {
    await assertScanned(context, { name, sha256, read: () => piecesOf(context.blobs.read(sha256)) });
  } catch (error) {
    if (error instanceof AppError && error.code === 'files.infected') {
      await discardBlob(context, sha256);
    }
    throw error;
  }
}

/**
 * Streams an upload into the blob store (durable when it returns, never whole in memory) and refuses what nobody can open or nobody
 * should: empty, foreign type, encrypted or truncated PDF, malware. With an antivirus nothing is taken that it has not called clean.
 * @throws AppError `files.empty` · `files.type_refused` · `files.encrypted_pdf` · `files.broken_pdf` · `files.too_large` ·
 *   `files.infected` · `files.harmful` · 503 `files.scan_unavailable` · 413 `files.scan_too_large`
 */
export async function receiveUpload(
  context: ActingContext,
  file: UploadedFile,
  rules: UploadRules,
): Promise<StoredBlob> {
  const name = cleanFileName(file.name);
  const glimpse: Glimpse = { head: Buffer.alloc(0), tail: Buffer.alloc(0), encrypted: false };
  const { sha256, size } = await context.blobs.put(watch(file.stream, glimpse), { maxBytes: rules.maxBytes });
  if (size === 0) {
    throw invalid('files.empty', `Tệp "${name}" rỗng (0 byte). Kiểm tra tệp gốc rồi gửi lại.`);
  }
  const mediaType = await mediaTypeOf(name, glimpse.head);
  if (rules.accept !== undefined && !rules.accept.includes(mediaType)) {
    throw refuseType(name);
  }
  if (mediaType === 'application/pdf') {
    assertWholePdf(name, size, glimpse);
  }
  const blob = { sha256, size, name, mediaType };
  await assertWholesome(context, blob);
  return blob;
}
