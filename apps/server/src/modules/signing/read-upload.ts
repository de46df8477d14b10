import { AppError, invalid } from '../../platform/errors.ts';
import type { UploadedFile } from '../../platform/http/route.ts';

/** Held in memory while it is judged; letters with scans stay well below. */
const MAX_BYTES = 50 * 1024 * 1024;

async function readAll(file: UploadedFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file.stream) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new AppError('files.too_large', 413, `Tệp lớn hơn ${MAX_BYTES / 1024 / 1024} MB nên không được nhận.`);
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** The one file of an upload. @throws AppError `files.missing` · `files.too_large` */
export async function readUpload(files: AsyncIterable<UploadedFile>): Promise<Buffer> {
  let bytes: Buffer | undefined;
  // To the end, although one counts: only behind a file does it show that it was cut off at the limit of uploads.
  for await (const file of files) {
    if (bytes === undefined) {
      bytes = await readAll(file);
    } else {
      file.stream.resume();
    }
  }
  if (bytes === undefined) {
    throw invalid('files.missing', 'Không có tệp nào được gửi về.');
  }
  return bytes;
}
