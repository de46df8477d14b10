import { AppError, invalid } from '../../../../platform/errors.ts';
import type { UploadedFile } from '../../../../platform/http/route.ts';

const MAX_BYTES = 20 * 1024 * 1024;

export interface ReceivedFile {
  name: string;
  bytes: Buffer;
}

/** The one file of the upload, whole in memory within its limit: it is judged before anything is kept. */
export async function receiveFile(files: AsyncIterable<UploadedFile>): Promise<ReceivedFile> {
  for await (const { name, stream } of files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const part of stream) {
      const chunk = Buffer.from(part);
      size += chunk.length;
      if (size > MAX_BYTES) {
        throw new AppError('tables.too_large', 413, 'Tệp lớn hơn 20 MB. Chia nhỏ danh sách rồi tải lên từng tệp.');
      }
      chunks.push(chunk);
    }
    if (size > 0) {
      return { name: name.normalize('NFC').slice(0, 200), bytes: Buffer.concat(chunks) };
    }
  }
  throw invalid('tables.unreadable', 'Chưa chọn tệp hoặc tệp rỗng. Chọn tệp XLSX hoặc CSV theo mẫu.');
}
