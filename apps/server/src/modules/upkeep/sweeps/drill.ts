import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RestoreDrillView } from '@congvu/contracts';
import type pg from 'pg';
import type { BlobCopies } from '../../../platform/backup/blob-copy.ts';
import { printTables, readReferences, type TablePrint } from '../../../platform/backup/look-at-database.ts';
import { type Restored, recoverInto, removeOffice } from '../../../platform/backup/restore-office.ts';
import { withClient } from '../../../platform/backup/run-backup.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { insertRun, lastGoodRun, listRuns, readSettings } from '../upkeep.store.ts';
import { openConfigured, recordForAll, sourceOf, tellResponsible, type Upkeep } from '../upkeep.ts';

export type DrillDetail = Omit<RestoreDrillView, 'startedAt' | 'error' | 'passed'>;

const DAY_MS = 86_400_000;
/** Enough to find what is rotten; all of them are opened by `congvu backup verify`. */
const SAMPLE = 500;

const NOTHING: DrillDetail = {
  seconds: 0,
  restoredUntil: null,
  tables: 0,
  rows: 0,
  tablesEqual: 0,
  leavesCompared: 0,
  leavesDifferent: 0,
  blobsChecked: 0,
  blobsMissing: 0,
};

/** Leaves never change and are never removed: those the copy has must stand in the living log, byte for byte. */
async function compareLeaves(living: pg.Client, copy: pg.Client): Promise<{ compared: number; different: number }> {
  const { rows } = await copy.query<{ id: string; hash: string }>(
    "select id::text, encode(leaf_hash, 'hex') as hash from audit_leaf",
  );
  const { rows: found } = await living.query<{ different: number }>(
    `select count(*)::int as different from unnest($1::uuid[], $2::text[]) as copy (id, hash)
     where not exists (select 1 from audit_leaf l where l.id = copy.id and encode(l.leaf_hash, 'hex') = copy.hash)`,
    [rows.map(({ id }) => id), rows.map(({ hash }) => hash)],
  );
  return { compared: rows.length, different: found[0]?.different ?? rows.length };
}

function countEqual(living: Map<string, TablePrint>, copy: Map<string, TablePrint>): number {
  return [...copy].filter(([name, { rows, print }]) => {
    const other = living.get(name);
    return other?.rows === rows && other.print === print;
  }).length;
}

async function openSample(
  copies: BlobCopies,
  required: ReadonlySet<string>,
): Promise<{ checked: number; missing: number }> {
  const all = [...required];
  const step = Math.max(1, Math.floor(all.length / SAMPLE));
  let checked = 0;
  await copies.learn();
  let missing = 0;
  for (const [index, sha256] of all.entries()) {
    if (!(await copies.has(sha256))) {
      missing += 1;
    } else if (index % step === 0) {
      checked += 1;
      try {
        for await (const bytes of copies.read(sha256)) {
          void bytes;
        }
      } catch {
        missing += 1;
      }
    }
  }
  return { checked, missing };
}

async function compare(living: pg.Client, restored: Restored, copies: BlobCopies): Promise<DrillDetail> {
  const { client, prints, report } = restored;
  const leaves = await compareLeaves(living, client);
  const { required } = await readReferences(client);
  const blobs = await openSample(copies, required);
  return {
    seconds: 0,
    restoredUntil: report.coveredUntil,
    tables: report.tables,
    rows: report.rows,
    tablesEqual: countEqual(await printTables(living), prints),
    leavesCompared: leaves.compared,
    leavesDifferent: leaves.different,
    blobsChecked: blobs.checked,
    blobsMissing: blobs.missing,
  };
}

async function restoreApart(services: Services): Promise<DrillDetail> {
  const repository = await openConfigured(services);
  const source = sourceOf(services);
  if (repository === undefined || source.cluster === undefined) {
    return NOTHING;
  }
  const parent = mkdtempSync(join(tmpdir(), 'congvu-drill-'));
  chmodSync(parent, 0o755);
  const place = join(parent, 'office');
  try {
    const order = {
      repository,
      target: place,
      at: undefined,
      lineage: source.lineage,
      durable: false,
      say: () => undefined,
    };
    return await recoverInto(order, place, (restored, copies) =>
      withClient(source.url, (living) => compare(living, restored, copies)),
    );
  } finally {
    removeOffice(place);
    rmSync(parent, { recursive: true, force: true });
  }
}

function problemOf(detail: DrillDetail): string | null {
  if (detail.tables === 0) {
    return 'Không có bảng nào trong bản khôi phục.';
  }
  return detail.leavesDifferent === 0 && detail.blobsMissing === 0
    ? null
    : `Khác bản đang chạy: ${detail.leavesDifferent} dấu vết nhật ký, ${detail.blobsMissing} tệp thiếu hoặc hỏng.`;
}

async function keepReport(
  services: Services,
  run: { startedAt: Date; endedAt: Date; detail: DrillDetail; error: string | null },
): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const id = await insertRun(tx, 'drill', { ...run, good: run.error === null });
    const { rows, blobsChecked } = run.detail;
    await recordForAll(tx, context, {
      action: run.error === null ? 'upkeep.drill_passed' : 'upkeep.drill_failed',
      objectId: id,
      detail: { rows, blobsChecked },
    });
    await tellResponsible(tx, context, {
      kind: run.error === null ? 'upkeep.drill_passed' : 'upkeep.drill_failed',
      text:
        run.error === null
          ? `Diễn tập khôi phục đạt: ${run.detail.rows} dòng, ${run.detail.blobsChecked} tệp đối chiếu đúng.`
          : `Diễn tập khôi phục KHÔNG đạt: ${run.error}`,
      reason: run.error === null ? 'Báo cáo định kỳ về sao lưu' : 'Bản sao lưu có thể không dùng được',
    });
  });
}

/** The last backup restored apart from the office, compared with it, reported to whoever answers for it, and thrown away. */
export async function drillNow(services: Services, { wall }: Upkeep): Promise<boolean> {
  const startedAt = wall.now();
  const started = performance.now();
  let detail = NOTHING;
  let error: string | null;
  try {
    detail = await restoreApart(services);
    error = problemOf(detail);
  } catch (thrown) {
    services.log.error({ err: thrown }, 'diễn tập khôi phục không đạt');
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  await keepReport(services, { startedAt, endedAt: wall.now(), detail: { ...detail, seconds }, error });
  return error === null;
}

/** Every month by default; after a failure the next day. An external database is restored by hand (docs/ops/sao-luu.md). */
export async function drillWhenDue(services: Services, upkeep: Upkeep): Promise<void> {
  const { backup, databaseUrl } = services.config;
  if (backup === undefined || databaseUrl !== undefined || (await lastGoodRun(services.db, 'backup')) === undefined) {
    return;
  }
  const { drillEveryDays } = await readSettings(services.db);
  const [last] = await listRuns(services.db, 'drill', 1);
  const days = last?.good === false ? 1 : drillEveryDays;
  if (last === undefined || upkeep.wall.now().getTime() - last.started_at.getTime() >= days * DAY_MS) {
    await drillNow(services, upkeep);
  }
}
