import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { insertLocked } from './infections.store.ts';
import { holdInfected } from './scans.store.ts';

/** Whoever looks after security above tells the people concerned: `agencyId`, `sha256`. */
export const LOCKED_JOB = 'files.infected_kept';

/** Names of the malware in those of these bytes that have some. */
export async function listInfected(db: Db | Tx, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<{ sha256: string; malware: string }>(
    db,
    "select sha256, malware from file_scan where verdict = 'infected' and sha256 = any($1::text[])",
    [hashes],
  );
  return new Map(rows.map(({ sha256, malware }) => [sha256, malware]));
}

export function lockedText(name: string, malware: string): string {
  return (
    `Tệp “${name}” có mã độc ${malware}, máy quét nhận ra sau khi tệp đã được lưu, nên tệp đã bị khóa: không mở, không tải về, không ` +
    'gửi đi. Xin bản sạch từ người gửi hoặc nơi soạn; đã mở tệp này trước đó thì báo cán bộ an toàn thông tin để quét máy.'
  );
}

/**
 * Bytes that were clean when they came and are malware by now go to nobody any more, from whatever page they are asked for.
 * @throws AppError 410 `files.infected_since`
 */
export async function assertNotInfected(
  db: Db | Tx,
  files: readonly { name: string; sha256: string }[],
): Promise<void> {
  const infected = await listInfected(
    db,
    files.map(({ sha256 }) => sha256),
  );
  for (const { name, sha256 } of files) {
    const malware = infected.get(sha256);
    if (malware !== undefined) {
      throw new AppError('files.infected_since', 410, lockedText(name, malware));
    }
  }
}

async function lock(
  tx: Tx,
  context: Context,
  { sha256, malware }: { sha256: string; malware: string },
): Promise<number> {
  if (!(await holdInfected(tx, sha256))) {
    return 0; // a twin has learnt meanwhile that it was a false alarm
  }
  const locked = await insertLocked(tx, { sha256, malware, at: context.clock.now() });
  for (const row of locked) {
    await record(tx, context, {
      action: 'files.infected_locked',
      agencyId: row.agency_id,
      objectKind: 'file_infection',
      objectId: row.id,
      detail: { fileId: row.file_id, name: row.name, sha256, malware },
    });
  }
  for (const agencyId of new Set(locked.map((row) => row.agency_id))) {
    await enqueue(tx, LOCKED_JOB, { agencyId, sha256 });
  }
  return locked.length;
}

/** A row and a leaf for every file that holds these bytes, of whatever office, once; a job for every office. */
export async function lockFiles(tx: Tx, context: Context, found: { sha256: string; malware: string }): Promise<number> {
  return beyondOwnAgency('bytes', () => lock(tx, context, found));
}
