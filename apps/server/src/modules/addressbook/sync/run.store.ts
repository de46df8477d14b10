import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Applied } from './apply-changes.ts';
import type { RefusedRow } from './listing.ts';

export type RunOutcome = Pick<
  Applied,
  'added' | 'changed' | 'renamed' | 'removed' | 'revived' | 'unchanged' | 'conflicts' | 'refused' | 'held'
> & { /** Bodies the source lists now. */ agencies: number };

export interface RunRow {
  id: string;
  source: string;
  is_full: boolean;
  state: 'running' | 'done' | 'held' | 'failed';
  phase: 'fetching' | 'applying' | 'finished';
  started_by: string;
  started_at: Date;
  heard_at: Date;
  finished_at: Date | null;
  listed: number;
  to_apply: number;
  applied: number;
  /** Empty while it runs and when it failed. */
  outcome: Partial<RunOutcome>;
  problems: RefusedRow[];
  error_code: string;
  error_text: string;
}

export interface SourceRow {
  id: string;
  name: string;
  agency_id: string | null;
  version: number;
  agencies: number;
  last_full_at: Date | null;
  last_try_at: Date | null;
}

export interface BookSetting {
  maxMissingPercent: number;
  syncHour: number;
  fullEveryDays: number;
}

export async function loadSetting(db: Db | Tx): Promise<BookSetting> {
  const [row] = await rawQuery<BookSetting>(
    db,
    `select max_missing_percent as "maxMissingPercent", sync_hour as "syncHour", full_every_days as "fullEveryDays"
     from addressbook_setting`,
    [],
  );
  if (row === undefined) {
    throw new Error('the migration writes the one row of settings');
  }
  return row;
}

export async function listSourceRows(db: Db | Tx): Promise<SourceRow[]> {
  return rawQuery<SourceRow>(
    db,
    'select id, name, agency_id, version, agencies, last_full_at, last_try_at from addressbook_source order by name, id',
    [],
  );
}

export async function putSource(
  db: Db | Tx,
  source: { id: string; name: string; agencyId: string | null },
): Promise<void> {
  await rawQuery(
    db,
    `insert into addressbook_source (id, name, agency_id) values ($1, $2, $3)
     on conflict (id) do update set name = excluded.name, agency_id = coalesce(excluded.agency_id, addressbook_source.agency_id)
     where (addressbook_source.name, addressbook_source.agency_id) is distinct from (excluded.name, excluded.agency_id)`,
    [source.id, source.name, source.agencyId],
  );
}

/** The newest runs of each source, newest first. */
export async function listRuns(db: Db | Tx, each: number): Promise<RunRow[]> {
  return rawQuery<RunRow>(
    db,
    `select r.* from addressbook_source s cross join lateral (
       select * from addressbook_run where source = s.id order by id desc limit $1) r order by r.id desc`,
    [each],
  );
}

const KEPT_RUNS = 60;

export async function insertRun(
  db: Db | Tx,
  run: Pick<RunRow, 'id' | 'source' | 'is_full' | 'started_by' | 'started_at'>,
): Promise<void> {
  await rawQuery(
    db,
    `update addressbook_run set state = 'failed', phase = 'finished', finished_at = $2, error_code = 'addressbook.stopped',
       error_text = 'Lần đồng bộ trước dừng giữa chừng (máy chủ khởi động lại). Mỗi cơ quan giữ bản cũ hoặc bản mới; lần này làm nốt.'
     where source = $1 and state = 'running'`,
    [run.source, run.started_at],
  );
  await rawQuery(
    db,
    `insert into addressbook_run (id, source, is_full, state, started_by, started_at, heard_at)
     values ($1, $2, $3, 'running', $4, $5, $5)`,
    [run.id, run.source, run.is_full, run.started_by, run.started_at],
  );
  await rawQuery(
    db,
    `delete from addressbook_run where source = $1 and id not in (
       select id from addressbook_run where source = $1 order by id desc limit ${KEPT_RUNS})`,
    [run.source],
  );
}

export async function tellProgress(
  db: Db | Tx,
  id: string,
  progress: { listed: number; toApply: number; applied: number },
  at: Date,
): Promise<void> {
  await rawQuery(
    db,
    `update addressbook_run set listed = $2, to_apply = $3, applied = $4, heard_at = $5,
       phase = case when $3 > 0 then 'applying' else 'fetching' end where id = $1 and state = 'running'`,
    [id, progress.listed, progress.toApply, progress.applied, at],
  );
}

export async function finishRun(
  tx: Tx,
  id: string,
  end: Pick<RunRow, 'state' | 'outcome' | 'problems' | 'error_code' | 'error_text'> & { listed?: number },
  at: Date,
): Promise<void> {
  await rawQuery(
    tx,
    `update addressbook_run set state = $2, phase = 'finished', outcome = $3, problems = $4, error_code = $5, error_text = $6,
       finished_at = $7, heard_at = $7, listed = coalesce($8, listed) where id = $1`,
    [
      id,
      end.state,
      JSON.stringify(end.outcome),
      JSON.stringify(end.problems),
      end.error_code,
      end.error_text,
      at,
      end.listed ?? null,
    ],
  );
}

/** What the source stands at after a list was taken over. */
export async function settleSource(
  tx: Tx,
  source: string,
  taken: { version: number; isFull: boolean; at: Date },
): Promise<number> {
  const [row] = await rawQuery<{ agencies: number }>(
    tx,
    `update addressbook_source set version = greatest(version, $2), last_full_at = case when $3 then $4 else last_full_at end,
       agencies = (select count(distinct agency_id) from addressbook_listing where source = $1 and not deleted) where id = $1
     returning agencies`,
    [source, taken.version, taken.isFull, taken.at],
  );
  return row?.agencies ?? 0;
}
