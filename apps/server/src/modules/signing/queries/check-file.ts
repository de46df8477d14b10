import type { VerdictView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { judgePdf } from '../judge/judge-pdf.ts';
import { signingPolicies } from '../signing.policy.ts';

/** Held in memory while it is judged; letters with scans stay well below. */
const MAX_BYTES = 50 * 1024 * 1024;

async function readAll(file: UploadedFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file.stream) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new AppError(
        'files.too_large',
        413,
        `Tệp "${file.name}" lớn hơn ${MAX_BYTES / 1024 / 1024} MB nên không kiểm tra ở đây được.`,
      );
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** "Kiểm tra chữ ký" of any file somebody has; nothing of it is kept. */
export async function checkFile(context: ActingContext, files: AsyncIterable<UploadedFile>): Promise<VerdictView> {
  const { agencyId, personId, positionId } = context.subject;
  signingPolicies.authorize('signing.check', context.subject, {
    agency_id: agencyId,
    person_id: personId,
    position_id: positionId,
  });
  let bytes: Buffer | undefined;
  // To the end, although one is judged: only behind a file does it show that it was cut off at the limit of uploads.
  for await (const file of files) {
    const read = await readAll(file);
    bytes ??= read;
  }
  if (bytes === undefined) {
    throw invalid('files.missing', 'Chưa chọn tệp nào. Chọn một tệp PDF rồi kiểm tra lại.');
  }
  return judgePdf(context, { agencyId, bytes });
}
