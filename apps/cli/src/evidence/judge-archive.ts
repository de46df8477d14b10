import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceError, type EvidenceReport, type VerifyEvidenceOptions, verifyEvidence } from '@congvu/evidence';
import { fileStore } from '../edxml/file-store.ts';

const PIECE_BYTES = 256 * 1024;

/** Judges a file with attachments in a directory of its own that is gone afterwards. @throws EvidenceError */
export async function judgeArchive(file: string, options: VerifyEvidenceOptions): Promise<EvidenceReport> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new EvidenceError('evidence.source_failed', 'Không có tệp này hoặc không đọc được.');
  }
  const directory = await mkdtemp(join(tmpdir(), 'congvu-evidence-'));
  try {
    const source = { size: found.size, read: () => createReadStream(file, { highWaterMark: PIECE_BYTES }) };
    return await verifyEvidence(source, { ...options, store: fileStore(directory) });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A line about a file that nothing could be read of. */
export interface FailedLine {
  file: string;
  verdict: 'invalid';
  intact: false;
  error: { code: string; message: string };
}

export function failedLine(file: string, error: unknown): FailedLine {
  if (!(error instanceof EvidenceError)) {
    throw error;
  }
  return { file, verdict: 'invalid', intact: false, error: { code: error.code, message: error.message } };
}
