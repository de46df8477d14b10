import { createHash } from 'node:crypto';
import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { insertInfection } from './infections.store.ts';
import { type AttachmentVerdict, inspectAttachment, type UnseenFile } from './inspect-attachment.ts';
import { lockFiles } from './lock-files.ts';

/** Whoever looks after security above hears of it by this job: `agencyId`, `id` of the infection. */
export const INFECTED_JOB = 'files.infected_upload';

/** A person waits meanwhile; 100 MB take some five seconds (spec mail §9). */
const PATIENCE_MS = 20_000;
/** What clamd says when `StreamMaxLength` is less than the file. */
const OVER_LIMIT = /size limit exceeded/i;

/** Bytes at hand that nobody has kept yet. */
export function unseenFile(name: string, bytes: Uint8Array): UnseenFile {
  return {
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *read() {
      yield bytes;
    },
  };
}

export function isOverLimit(error: AppError): boolean {
  return OVER_LIMIT.test(String(error.cause));
}

function notTaken(context: ActingContext, { name }: UnseenFile, error: AppError): AppError {
  context.log.warn({ err: error }, 'an upload was refused: the antivirus has not scanned it');
  if (isOverLimit(error)) {
    return new AppError(
      'files.scan_too_large',
      413,
      `Tệp “${name}” lớn hơn mức máy quét mã độc nhận được nên chưa được nhận. Nén hoặc tách tệp; quản trị nâng StreamMaxLength của clamd.`,
      { cause: error },
    );
  }
  return new AppError(
    'files.scan_unavailable',
    503,
    `Máy quét mã độc chưa trả lời; tệp “${name}” chưa được nhận. Thử lại sau ít phút; nội dung đang soạn vẫn còn.`,
    { cause: error },
  );
}

async function inspect(context: ActingContext, file: UnseenFile): Promise<AttachmentVerdict> {
  try {
    return await inspectAttachment(context, file, { timeoutMs: PATIENCE_MS });
  } catch (error) {
    throw error instanceof AppError && error.code === 'files.scan_unavailable' ? notTaken(context, file, error) : error;
  }
}

/** In its own transaction, since the one of the command never starts. */
async function keepInfection(context: ActingContext, file: UnseenFile, malware: string): Promise<void> {
  const { agencyId, displayName } = context.subject;
  const now = context.clock.now();
  const id = newId(now.getTime());
  await context.db.transaction().execute(async (tx) => {
    await insertInfection(tx, {
      agency_id: agencyId,
      id,
      sha256: file.sha256,
      name: file.name,
      malware,
      brought_by_name: displayName,
      refused_at: now,
      file_id: null,
      brought_by: null,
      told_at: null,
    });
    await record(tx, context, {
      action: 'files.infected_refused',
      agencyId,
      objectKind: 'file_infection',
      objectId: id,
      detail: { name: file.name, sha256: file.sha256, malware },
    });
    await enqueue(tx, INFECTED_JOB, { agencyId, id });
    // The same bytes may have come in while nobody knew them.
    await lockFiles(tx, context, { sha256: file.sha256, malware });
  });
  context.log.warn({ agencyId, sha256: file.sha256, malware }, 'malware in an upload was refused');
}

/**
 * The door for bytes brought by a person and about to be kept: with an antivirus they pass the guard of structures and its literal OK,
 * or are not taken; without one nothing is asked. Call it before the row that makes them visible.
 * @throws AppError 422 `files.infected` · `files.harmful` · 503 `files.scan_unavailable` · 413 `files.scan_too_large`
 */
export async function assertScanned(context: ActingContext, file: UnseenFile): Promise<void> {
  if (context.config.clamd === undefined) {
    return;
  }
  const { verdict, findings } = await inspect(context, file);
  if (verdict !== 'refused') {
    return;
  }
  const infected = findings.find(({ malware }) => malware !== undefined);
  if (infected?.malware !== undefined) {
    await keepInfection(context, file, infected.malware);
    throw invalid(
      'files.infected',
      `Tệp ${infected.text} nên không được nhận và đã bị xóa khỏi hệ thống. Quét máy đang dùng trước khi tải tệp khác; cán bộ an toàn thông tin đã được báo.`,
    );
  }
  const why = findings.map(({ text }) => text).join('; ');
  throw invalid('files.harmful', `Tệp ${why}. Tệp chưa được nhận; bỏ phần chạy được rồi tải lên lại.`);
}
