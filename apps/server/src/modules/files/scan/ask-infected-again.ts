import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { askClamd, clamdVersion } from './clamd.ts';
import { clearInfections } from './infections.store.ts';
import { keepScan, type Scan, turnClean } from './scans.store.ts';

/** Whoever looks after security above tells those who had heard of the lock: `agencyId`, `sha256`. */
export const CLEARED_JOB = 'files.infected_cleared';

export interface AskedBytes {
  sha256: string;
  read(): AsyncIterable<Uint8Array>;
}

/** Number of the signatures: "ClamAV 1.4.6/27500/Mon Mar 22 2021" has 27500. */
function numberOf(engine: string): number | undefined {
  const found = /^ClamAV [^/]+\/(\d+)(?:\/|$)/.exec(engine);
  return found === null ? undefined : Number(found[1]);
}

/**
 * Signatures that are older than those which found the malware, or none at all (a new clamd whose first download failed), say nothing: a
 * scanner that has lost its signatures calls everything clean.
 */
export function isOlderEngine(engine: string, known: string): boolean {
  const [asked, before] = [numberOf(engine), numberOf(known)];
  return before !== undefined && (asked === undefined || asked < before);
}

/** A leaf for every file that opens, of whatever office; a job for every office. */
async function unlock(tx: Tx, context: Context, found: { sha256: string; engine: string; at: Date }): Promise<void> {
  const opened = await clearInfections(tx, found);
  for (const row of opened) {
    await record(tx, context, {
      action: 'files.infected_cleared',
      agencyId: row.agency_id,
      objectKind: 'file_infection',
      objectId: row.id,
      detail: { fileId: row.file_id, name: row.name, sha256: found.sha256, malware: row.malware, engine: found.engine },
    });
  }
  for (const agencyId of new Set(opened.map((row) => row.agency_id))) {
    await enqueue(tx, CLEARED_JOB, { agencyId, sha256: found.sha256 });
  }
}

function oldSignatures(engine: string, known: string): AppError {
  return new AppError(
    'files.scan_older_signatures',
    503,
    `Máy quét đang dùng bộ chữ ký (${engine}) cũ hơn bộ đã nhận ra mã độc (${known}), nên kết quả không được tính. Quản trị cho freshclam cập nhật rồi quét lại.`,
  );
}

/**
 * Asks once more about bytes that are known as malware. Only its literal OK, said by signatures that are no older and stayed the same
 * while it looked, makes them clean; then every file with these bytes opens. Nobody else can say so.
 * @throws AppError 503 `files.scan_unavailable` · `files.scan_older_signatures`
 */
export async function askInfectedAgain(
  context: Context,
  address: string,
  { known, read, timeoutMs }: { known: Scan; read: AskedBytes['read']; timeoutMs?: number | undefined },
): Promise<Scan> {
  const { db, clock, log } = context;
  const engine = await clamdVersion({ address });
  if (isOlderEngine(engine, known.engine)) {
    throw oldSignatures(engine, known.engine);
  }
  const answer = await askClamd({ address, ...(timeoutMs !== undefined && { timeoutMs }) }, read());
  const at = clock.now();
  const { sha256 } = known;
  if (!answer.clean) {
    return keepScan(db, { sha256, verdict: 'infected', malware: answer.malware, engine, scanned_at: at });
  }
  if ((await clamdVersion({ address })) !== engine) {
    throw new AppError(
      'files.scan_unavailable',
      503,
      'Máy quét vừa đổi bộ chữ ký trong khi quét nên kết quả không được tính. Quét lại.',
    );
  }
  const clean: Scan = { sha256, verdict: 'clean', malware: '', engine, scanned_at: at };
  const isFirst = await beyondOwnAgency('bytes', () =>
    db.transaction().execute(async (tx) => {
      const turned = await turnClean(tx, known, { engine, at });
      if (turned) {
        await unlock(tx, context, { sha256, engine, at });
      }
      return turned;
    }),
  );
  if (isFirst) {
    log.warn({ sha256, malware: known.malware, engine }, 'a false alarm: newer signatures call these bytes clean');
    return clean;
  }
  // A twin was faster, or somebody has found malware in them meanwhile.
  return keepScan(db, clean);
}
