import { invalid } from '../../platform/errors.ts';
import type { UploadedFile } from '../../platform/http/route.ts';

/** The one file of an upload, held in memory. @throws AppError with the given code when there is none, or too much of it */
export async function readUpload(
  files: AsyncIterable<UploadedFile>,
  { code, what, maxBytes }: { code: string; what: string; maxBytes: number },
): Promise<Buffer> {
  for await (const { stream } of files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxBytes) {
        throw invalid(code, `Tệp ${what} lớn hơn ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
      }
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  }
  throw invalid(code, `Chưa chọn tệp ${what}.`);
}
