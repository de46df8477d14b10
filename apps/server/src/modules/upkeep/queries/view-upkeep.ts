import type { BackupRunView, RestoreDrillView, UpkeepView as UpkeepSchema, UpkeepView } from '@congvu/contracts';
import type { z } from 'zod';
import { textOfPlace } from '../../../platform/backup/open-place.ts';
import type { ActingContext, Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { alarmsOf } from '../alarms.ts';
import { LOG, type LogProgress } from '../sweeps/archive-log.ts';
import type { BackupDetail } from '../sweeps/back-up.ts';
import type { DrillDetail } from '../sweeps/drill.ts';
import { CLOCK, type ClockProgress } from '../sweeps/look-at-clock.ts';
import { SCRUB, type ScrubProgress } from '../sweeps/scrub.ts';
import { PAGES, type PagesProgress } from '../sweeps/scrub-pages.ts';
import { upkeepPolicies } from '../upkeep.policy.ts';
import {
  countRepaired,
  lastGoodRun,
  listDamaged,
  listRuns,
  type RunRow,
  readProgress,
  readSettings,
} from '../upkeep.store.ts';
import type { Upkeep } from '../upkeep.ts';

const RUNS_SHOWN = 30;

function runView(row: RunRow<Partial<BackupDetail>>): BackupRunView {
  const { detail } = row;
  return {
    id: detail.id ?? row.started_at.toISOString(),
    kind: row.good && detail.kind !== 'pruned' ? (detail.kind ?? 'failed') : 'failed',
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    coveredUntil: detail.coveredUntil ?? null,
    sealedBytes: detail.sealedBytes ?? 0,
    blobsAdded: detail.blobsAdded ?? 0,
    blobsHeld: detail.blobsHeld ?? 0,
    blobsDamaged: detail.blobsDamaged ?? 0,
    error: row.error,
  };
}

function drillView(row: RunRow<DrillDetail> | undefined): RestoreDrillView | null {
  return row === undefined
    ? null
    : { ...row.detail, startedAt: row.started_at.toISOString(), passed: row.good, error: row.error };
}

async function backupView(services: Services, log: LogProgress | undefined): Promise<UpkeepView['backup']> {
  const { backup, databaseUrl } = services.config;
  if (backup === undefined) {
    return null;
  }
  const rows = await listRuns<Partial<BackupDetail>>(services.db, 'backup', RUNS_SHOWN);
  const good = await lastGoodRun<Partial<BackupDetail>>(services.db, 'backup');
  const lastGood = good === undefined ? null : runView(good);
  return {
    place: textOfPlace(backup.place),
    isRemote: backup.place.kind === 's3',
    isExternal: databaseUrl !== undefined,
    coveredUntil:
      [log?.coveredUntil, lastGood?.coveredUntil]
        .filter((at) => at != null)
        .sort()
        .at(-1) ?? null,
    lastGood,
    runs: rows.map(runView),
  };
}

interface Checksums {
  on: boolean;
  failures: number;
}

async function checksums(services: Services): Promise<Checksums> {
  const [row] = await rawQuery<Checksums>(
    services.db,
    `select current_setting('data_checksums') = 'on' as on,
       coalesce((select checksum_failures from pg_stat_database where datname = current_database()), 0)::int as failures`,
    [],
  );
  return row ?? { on: false, failures: 0 };
}

function clockView({ at, database, source }: ClockProgress): UpkeepView['clock'] {
  return {
    checkedAt: at,
    databaseOffsetMs: database.offsetMs,
    source: source && { name: source.name, offsetMs: source.offset?.offsetMs ?? null, error: source.error },
  };
}

/** Everything the page shows, and the alarm sweep looks at. */
export async function readUpkeep(services: Services, { wall }: Upkeep): Promise<Omit<UpkeepView, 'abilities'>> {
  const { db } = services;
  const settings = await readSettings(db);
  const log = await readProgress<LogProgress>(db, LOG);
  const scrub = await readProgress<ScrubProgress>(db, SCRUB);
  const clock = (await readProgress<ClockProgress>(db, CLOCK)) ?? null;
  const lookedAt = await readProgress<PagesProgress>(db, PAGES);
  const damaged = await listDamaged(db);
  const pages = await checksums(services);
  const backup = await backupView(services, log);
  const [newestDrill] = await listRuns<DrillDetail>(db, 'drill', 1);
  const drill = drillView(newestDrill);
  const disk = services.storage?.state();
  return {
    backup,
    drill,
    scrub: {
      startedAt: scrub?.startedAt ?? null,
      checked: scrub?.checked ?? 0,
      total: scrub?.total ?? 0,
      lastFullAt: scrub?.lastFullAt ?? null,
      repaired: await countRepaired(db),
      damaged: damaged.map(({ sha256, condition, found_at }) => ({
        sha256,
        condition,
        foundAt: found_at.toISOString(),
      })),
      databaseChecksums: pages.on,
      databaseFailures: pages.failures,
      databasePages:
        lookedAt === undefined ? null : { at: lookedAt.at, pages: lookedAt.pages, damaged: lookedAt.damaged },
    },
    clock: clock && clockView(clock),
    disk: {
      freeBytes: disk?.freeBytes ?? 0,
      stopBytes: disk?.limits.stopBytes ?? 0,
      resumeBytes: disk?.limits.resumeBytes ?? 0,
      readOnly: disk?.readOnly ?? false,
    },
    alarms: alarmsOf({
      now: wall.now(),
      settings,
      backup,
      logError: log?.error ?? null,
      drill,
      damaged: damaged.length,
      databaseFailures: Math.max(pages.failures, lookedAt?.damaged ?? 0),
      clock,
      readOnly: disk?.readOnly ?? false,
    }),
    settings,
  };
}

export async function viewUpkeep(context: ActingContext, upkeep: Upkeep): Promise<z.input<typeof UpkeepSchema>> {
  upkeepPolicies.authorize('upkeep.view', context.subject, null);
  return { ...(await readUpkeep(context, upkeep)), abilities: upkeepPolicies.abilities(context.subject, null) };
}
