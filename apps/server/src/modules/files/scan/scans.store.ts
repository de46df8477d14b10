import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** What the antivirus said of bytes, whoever they belong to. */
export interface Scan {
  sha256: string;
  verdict: 'clean' | 'infected';
  /** Empty when clean. */
  malware: string;
  engine: string;
  scanned_at: Date;
}

export async function findScan(db: Db | Tx, sha256: string): Promise<Scan | undefined> {
  const [scan] = await rawQuery<Scan>(
    db,
    'select sha256, verdict, malware, engine, scanned_at from file_scan where sha256 = $1',
    [sha256],
  );
  return scan;
}

/**
 * Keeps an answer and says what counts: bytes that somebody found to be malware meanwhile stay malware; only `askInfectedAgain` opens
 * them.
 */
export async function keepScan(db: Db | Tx, scan: Scan): Promise<Scan> {
  const kept = await rawQuery(
    db,
    `insert into file_scan as known (sha256, verdict, malware, engine, scanned_at) values ($1, $2, $3, $4, $5)
     on conflict (sha256) do update set verdict = $2, malware = $3, engine = $4, scanned_at = $5, tried_at = null
       where known.verdict = 'clean' or $2 = 'infected'
     returning 1 as kept`,
    [scan.sha256, scan.verdict, scan.malware, scan.engine, scan.scanned_at],
  );
  return kept.length === 1 ? scan : ((await findScan(db, scan.sha256)) ?? scan);
}

/** True for the one that finds the answer as it was when the antivirus was asked: a false alarm, the bytes are clean. */
export async function turnClean(tx: Tx, known: Scan, now: { engine: string; at: Date }): Promise<boolean> {
  const turned = await rawQuery(
    tx,
    `update file_scan set verdict = 'clean', malware = '', engine = $4, scanned_at = $5, tried_at = null
     where sha256 = $1 and verdict = 'infected' and scanned_at = $2 and malware = $3 returning 1 as turned`,
    [known.sha256, known.scanned_at, known.malware, now.engine, now.at],
  );
  return turned.length === 1;
}

/** Holds the answer until the transaction ends; whether the bytes are malware by now. */
export async function holdInfected(tx: Tx, sha256: string): Promise<boolean> {
  const [scan] = await rawQuery<{ verdict: string }>(tx, 'select verdict from file_scan where sha256 = $1 for share', [
    sha256,
  ]);
  return scan?.verdict === 'infected';
}

/** Nothing could be learnt of these; they stay what they are until the signatures change again. */
export async function noteTried(db: Db | Tx, sha256: string, at: Date): Promise<void> {
  await rawQuery(db, 'update file_scan set tried_at = $2 where sha256 = $1', [sha256, at]);
}

/** Bytes of locked files that nobody has asked about since a moment, the oldest answer first. */
export async function lockedBefore(db: Db | Tx, before: Date, limit: number): Promise<string[]> {
  const rows = await rawQuery<{ sha256: string }>(
    db,
    `select sha256 from file_scan scan
     where verdict = 'infected' and greatest(scanned_at, tried_at) < $1
       and exists (select 1 from file_infection lock
         where lock.sha256 = scan.sha256 and lock.file_id is not null and lock.cleared_at is null)
     order by scanned_at, sha256 limit $2`,
    [before, limit],
  );
  return rows.map(({ sha256 }) => sha256);
}
