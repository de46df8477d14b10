import type { Services } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ListedAgency, SyncOutcome } from '../book.ts';
import type { DerivedCounts } from './compare-rows.ts';
import { deriveBodies } from './derive-bodies.ts';
import type { RefusedRow } from './listing.ts';
import {
  closeStaging,
  countMissing,
  nextNews,
  openStaging,
  prepareNews,
  type Staged,
  stageList,
} from './stage-list.ts';

export interface ApplyOptions {
  /** The pieces are the whole lists of the source: what they lack is closed. */
  full: boolean;
  /** An administrator has agreed that this many are missing. */
  agreedMissing?: number | null;
  onProgress?(progress: { listed: number; toApply: number; applied: number }): Promise<void>;
}

export interface Applied extends SyncOutcome {
  listed: number;
  refused: number;
  problems: RefusedRow[];
  version: number;
}

const PIECE = 3_000;

const NOTHING: DerivedCounts = { added: 0, changed: 0, renamed: 0, removed: 0, revived: 0, rows: 0 };

function sum(one: DerivedCounts, other: DerivedCounts): DerivedCounts {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    renamed: one.renamed + other.renamed,
    removed: one.removed + other.removed,
    revived: one.revived + other.revived,
    rows: one.rows + other.rows,
  };
}

/** The share is asked list by list: a list that stayed away altogether must not hide behind the other. */
async function findHeld(db: Db, source: string, agreed: number | null): Promise<SyncOutcome['held']> {
  const [setting] = await rawQuery<{ percent: number }>(
    db,
    'select max_missing_percent as percent from addressbook_setting',
    [],
  );
  const lists = await countMissing(db, source);
  const missing = lists.reduce((total, list) => total + list.missing, 0);
  const known = lists.reduce((total, list) => total + list.known, 0);
  const tooMany = lists.some((list) => list.missing * 100 > list.known * (setting?.percent ?? 0));
  return tooMany && (agreed === null || missing > agreed) ? { missing, known } : null;
}

async function applyNews(db: Db, services: Services, source: string, onApplied: (rows: number) => Promise<void>) {
  let total = NOTHING;
  let applied = 0;
  for (let last = 0; ; ) {
    const piece = await db.transaction().execute(async (tx) => {
      const next = await nextNews(tx, last, PIECE);
      const counts =
        next.arrivals.length === 0
          ? NOTHING
          : await deriveBodies(tx, { source, now: services.clock.now(), arrivals: next.arrivals });
      return { counts, rows: next.arrivals.length, last: next.last };
    });
    if (piece.rows === 0) {
      return total;
    }
    total = sum(total, piece.counts);
    applied += piece.rows;
    last = piece.last;
    await onApplied(applied);
  }
}

async function countConflicts(db: Db, source: string): Promise<number> {
  const [row] = await rawQuery<{ conflicts: number }>(
    db,
    `select count(*) as conflicts from addressbook_agency a where a.disputed and exists (
       select 1 from addressbook_listing l where l.agency_id = a.id and l.source = $1 and cardinality(l.lost_keys) > 0)`,
    [source],
  );
  return row?.conflicts ?? 0;
}

async function applyStaged(db: Db, services: Services, source: string, staged: Staged, options: ApplyOptions) {
  const held = options.full ? await findHeld(db, source, options.agreedMissing ?? null) : null;
  if (held !== null) {
    return { counts: NOTHING, held };
  }
  const toApply = await prepareNews(db, source, options);
  await options.onProgress?.({ listed: staged.listed, toApply, applied: 0 });
  const counts = await applyNews(db, services, source, async (applied) => {
    await options.onProgress?.({ listed: staged.listed, toApply, applied });
  });
  return { counts, held };
}

/**
 * Takes a list, or what changed in it, over. The whole stream is read before the first row is written; then rows are written piece by
 * piece, each piece in one transaction: whenever it stops, every row is the old or the new one, and the next run does the rest. Runs of
 * one source come one after the other.
 */
export async function applyList(
  services: Services,
  source: string,
  changes: AsyncIterable<readonly ListedAgency[]>,
  options: ApplyOptions,
): Promise<Applied> {
  return services.db.connection().execute(async (db) => {
    await rawQuery(db, 'select pg_advisory_lock(hashtext($1))', [`addressbook ${source}`]);
    try {
      await openStaging(db);
      const staged = await stageList(db, changes, async (listed) => {
        await options.onProgress?.({ listed, toApply: 0, applied: 0 });
      });
      const { counts, held } = await applyStaged(db, services, source, staged, options);
      const { rows, ...outcome } = counts;
      return {
        ...outcome,
        unchanged: Math.max(0, staged.listed - staged.refused - rows),
        conflicts: await countConflicts(db, source),
        held,
        listed: staged.listed,
        refused: staged.refused,
        problems: staged.problems,
        version: staged.version,
      };
    } finally {
      await closeStaging(db);
      await rawQuery(db, 'select pg_advisory_unlock(hashtext($1))', [`addressbook ${source}`]);
    }
  });
}
