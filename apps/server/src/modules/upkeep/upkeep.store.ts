import type { UpkeepSettings } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';

/** QCVN 12:2026/BCA 3.12 asks for a restore test each quarter; monthly by default. RPO ≤ 60 s is the log's, not the run's. */
const DEFAULTS: UpkeepSettings = {
  backupHour: 1,
  baseEveryDays: 7,
  keepBases: 4,
  alarmAfterHours: 26,
  drillEveryDays: 30,
  scrubDays: 30,
};

export async function readSettings(db: Db | Tx): Promise<UpkeepSettings> {
  const [row] = await rawQuery<UpkeepSettings>(
    db,
    `select backup_hour as "backupHour", base_every_days as "baseEveryDays", keep_bases as "keepBases",
       alarm_after_hours as "alarmAfterHours", drill_every_days as "drillEveryDays", scrub_days as "scrubDays"
     from upkeep_setting`,
    [],
  );
  return row ?? DEFAULTS;
}

export async function writeSettings(tx: Tx, to: UpkeepSettings): Promise<void> {
  await rawQuery(
    tx,
    `insert into upkeep_setting (backup_hour, base_every_days, keep_bases, alarm_after_hours, drill_every_days, scrub_days)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (only_one) do update set backup_hour = excluded.backup_hour, base_every_days = excluded.base_every_days,
       keep_bases = excluded.keep_bases, alarm_after_hours = excluded.alarm_after_hours,
       drill_every_days = excluded.drill_every_days, scrub_days = excluded.scrub_days`,
    [to.backupHour, to.baseEveryDays, to.keepBases, to.alarmAfterHours, to.drillEveryDays, to.scrubDays],
  );
}

export interface RunRow<D> {
  started_at: Date;
  ended_at: Date;
  good: boolean;
  detail: D;
  error: string | null;
}

export async function listRuns<D>(db: Db | Tx, kind: 'backup' | 'drill', limit: number): Promise<RunRow<D>[]> {
  return rawQuery<RunRow<D>>(
    db,
    'select started_at, ended_at, good, detail, error from upkeep_run where kind = $1 order by started_at desc limit $2',
    [kind, limit],
  );
}

export async function lastGoodRun<D>(db: Db | Tx, kind: 'backup' | 'drill'): Promise<RunRow<D> | undefined> {
  const [row] = await rawQuery<RunRow<D>>(
    db,
    'select started_at, ended_at, good, detail, error from upkeep_run where kind = $1 and good order by started_at desc limit 1',
    [kind],
  );
  return row;
}

export async function insertRun(
  tx: Tx,
  kind: 'backup' | 'drill',
  run: { startedAt: Date; endedAt: Date; good: boolean; detail: unknown; error: string | null },
): Promise<string> {
  const id = newId();
  await rawQuery(
    tx,
    'insert into upkeep_run (id, kind, started_at, ended_at, good, detail, error) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, kind, run.startedAt, run.endedAt, run.good, JSON.stringify(run.detail), run.error],
  );
  return id;
}

export async function readProgress<V>(db: Db | Tx, key: string): Promise<V | undefined> {
  const [row] = await rawQuery<{ value: V }>(db, 'select value from upkeep_progress where key = $1', [key]);
  return row?.value;
}

export async function writeProgress(db: Db | Tx, key: string, value: unknown, at: Date): Promise<void> {
  await rawQuery(
    db,
    `insert into upkeep_progress (key, value, changed_at) values ($1, $2, $3)
     on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at`,
    [key, JSON.stringify(value), at],
  );
}

export interface DamagedRow {
  sha256: string;
  condition: 'damaged' | 'lost';
  found_at: Date;
}

export async function listDamaged(db: Db | Tx): Promise<DamagedRow[]> {
  return rawQuery<DamagedRow>(
    db,
    'select sha256, condition, found_at from upkeep_damaged_blob where repaired_at is null order by found_at limit 200',
    [],
  );
}

export async function countRepaired(db: Db | Tx): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(
    db,
    'select count(*) as count from upkeep_damaged_blob where repaired_at is not null',
    [],
  );
  return row?.count ?? 0;
}

export async function noteDamaged(
  db: Db | Tx,
  blob: { sha256: string; condition: 'damaged' | 'lost'; at: Date; repaired: boolean },
): Promise<void> {
  await rawQuery(
    db,
    `insert into upkeep_damaged_blob (sha256, condition, found_at, repaired_at) values ($1, $2, $3, $4)
     on conflict (sha256) do update set condition = excluded.condition,
       found_at = case when upkeep_damaged_blob.repaired_at is null then upkeep_damaged_blob.found_at else excluded.found_at end,
       repaired_at = excluded.repaired_at`,
    [blob.sha256, blob.condition, blob.at, blob.repaired ? blob.at : null],
  );
}

export async function noteSound(db: Db | Tx, hashes: readonly string[], at: Date): Promise<void> {
  await rawQuery(
    db,
    'update upkeep_damaged_blob set repaired_at = $2 where repaired_at is null and sha256 = any($1::text[])',
    [hashes, at],
  );
}
