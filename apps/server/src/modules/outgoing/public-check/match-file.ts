import { createHash } from 'node:crypto';
import type { PublicFileMatch } from '@congvu/contracts';
import { listDocumentFiles } from '#modules/documents';
import { listFiles } from '#modules/files';
import type { Context } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { showSigners } from '../verdicts.ts';
import { findByCode, type IssuedDocument } from './find-by-code.ts';
import type { PublicLimit } from './public-limit.ts';

const MAX_BYTES = 50 * 1024 * 1024;

/** What was seen of a file while it went by; nothing of it is kept. */
interface Seen {
  sha256: string;
  size: number;
  /** One is the beginning of the other, as far as the shorter one goes. */
  agrees: boolean;
}

async function compare(file: UploadedFile, issued: Buffer): Promise<Seen> {
  const hash = createHash('sha256');
  let size = 0;
  let agrees = true;
  for await (const part of file.stream) {
    const bytes = Buffer.from(part);
    const other = issued.subarray(size, size + bytes.length);
    agrees &&= other.equals(bytes.subarray(0, other.length));
    size += bytes.length;
    if (size > MAX_BYTES) {
      const megabytes = MAX_BYTES / 1024 / 1024;
      throw new AppError('files.too_large', 413, `Tệp lớn hơn ${megabytes} MB nên không đối chiếu ở đây được.`);
    }
    hash.update(bytes);
  }
  return { sha256: hash.digest('hex'), size, agrees };
}

async function readFirst(files: AsyncIterable<UploadedFile>, issued: Buffer): Promise<Seen> {
  let seen: Seen | undefined;
  // To the end, although one counts: only behind a file does it show that it was cut off at the limit of uploads.
  for await (const file of files) {
    const compared = await compare(file, issued);
    seen ??= compared;
  }
  if (seen === undefined || seen.size === 0) {
    throw invalid('files.missing', 'Chưa chọn tệp nào hoặc tệp rỗng. Chọn tệp PDF của văn bản rồi thử lại.');
  }
  return seen;
}

/** Earlier states of the page that this office has kept: before the archive's timestamps, before number and seal. */
async function isKnownState(context: Context, found: IssuedDocument, sha256: string): Promise<boolean> {
  const linked = await listDocumentFiles(context.db, found.agency_id, found.id);
  const pages = linked.filter(({ role }) => role === 'signed' || role === 'issued').map(({ fileId }) => fileId);
  return (await listFiles(context.db, found.agency_id, pages)).some((file) => file.sha256 === sha256);
}

const NO_MATCH =
  'Tệp này không phải tệp đã phát hành. Nó có thể là bản quét, bản lưu lại từ phần mềm khác hoặc đã bị sửa: đối chiếu số, ngày, trích yếu ở trên, hoặc xin tệp gốc từ cơ quan phát hành.';

/** Whether the file somebody holds is the one that was issued; the file itself is compared while it passes and not kept. */
export async function matchFile(
  context: Context,
  limits: { guesses: PublicLimit; files: PublicLimit },
  typed: string,
  files: AsyncIterable<UploadedFile>,
): Promise<PublicFileMatch> {
  const now = context.clock.now();
  limits.files.assertOpen(context.meta.ip, now);
  limits.files.count(context.meta.ip, now);
  const found = await findByCode(context, limits.guesses, typed);
  const issued = await context.blobs.readBytes(found.current_sha256);
  const seen = await readFirst(files, issued);
  if (seen.sha256 === found.current_sha256) {
    return { isSame: true, sentence: 'Đúng là tệp đã phát hành: giống từng byte.' };
  }
  if (seen.agrees && seen.size > issued.length) {
    const sentence =
      'Phần đầu đúng là tệp đã phát hành nhưng phía sau có phần ghi thêm không do cơ quan phát hành thực hiện. Chỉ tin phần đã phát hành; xin tệp gốc nếu cần.';
    return { isSame: false, sentence };
  }
  const { signers } = await showSigners(context, found.agency_id, found.current_sha256);
  // The organisation signs last, whatever the program that signed called its field.
  const sealEnd = signers.at(-1)?.revisionEnd ?? issued.length;
  if (seen.agrees && seen.size >= sealEnd) {
    const isOurs = seen.size === sealEnd || (await isKnownState(context, found, seen.sha256));
    return isOurs
      ? {
          isSame: true,
          sentence:
            'Đúng là văn bản đã phát hành. Bản cơ quan đang giữ được bổ sung dấu thời gian, bằng chứng kiểm tra sau đó; nội dung không đổi.',
        }
      : { isSame: false, sentence: `Tệp bị cụt ở phần cuối. ${NO_MATCH}` };
  }
  if (seen.agrees && signers.some(({ revisionEnd }) => revisionEnd === seen.size)) {
    const sentence =
      'Đây là bản đã ký nhưng chưa có số và chữ ký số của cơ quan, chưa phải bản phát hành. Xin tệp gốc từ cơ quan phát hành.';
    return { isSame: false, sentence };
  }
  return { isSame: false, sentence: NO_MATCH };
}
