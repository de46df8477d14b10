import { AppError, invalid } from '../errors.ts';
import type { UploadedFile } from '../http/route.ts';

const MAX_BYTES = 20 * 1024 * 1024;

/** The one spreadsheet of an upload, whole in memory within its limit. @throws AppError 413 `tables.too_large`, 422 `tables.unreadable` */
export async function readOneUpload(files: AsyncIterable<UploadedFile>): Promise<{ name: string; bytes: Buffer }> {
  for await (const file of files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const part of file.stream) {
      const chunk = Buffer.from(part);
      size += chunk.length;
      if (size > MAX_BYTES) {
        throw new AppError('tables.too_large', 413, 'Tệp lớn hơn 20 MB. Chia nhỏ danh sách rồi tải lên từng tệp.');
      }
      chunks.push(chunk);
    }
    if (size > 0) {
      return { name: file.name.normalize('NFC').slice(0, 200), bytes: Buffer.concat(chunks) };
    }
  }
  throw invalid('tables.unreadable', 'Chưa chọn tệp hoặc tệp rỗng. Chọn tệp XLSX hoặc CSV theo mẫu.');
}
