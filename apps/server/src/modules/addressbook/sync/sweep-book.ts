import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { AddressbookPorts } from '../ports.ts';
import {
  type BookSetting,
  listRuns,
  listSourceRows,
  loadSetting,
  putSource,
  type RunRow,
  type SourceRow,
} from './run.store.ts';
import { runSync } from './run-sync.ts';

const HOUR_MS = 3_600_000;
/** A run nobody has heard of for so long belongs to a process that died. */
export const SILENT_MS = 15 * 60_000;
const VIETNAM_OFFSET_MS = 7 * HOUR_MS;

/** The next time the daily run is due; a failed one is tried again every hour. */
export function nextDue(
  source: Pick<SourceRow, 'last_try_at'> | undefined,
  last: Pick<RunRow, 'state' | 'heard_at'> | undefined,
  setting: BookSetting,
  now: Date,
): Date {
  if (source?.last_try_at == null) {
    return now;
  }
  if (last?.state === 'failed') {
    return new Date(source.last_try_at.getTime() + HOUR_MS);
  }
  if (last?.state === 'running') {
    return new Date(last.heard_at.getTime() + SILENT_MS);
  }
  const today = Date.parse(`${vietnamDate(now)}T00:00:00Z`) - VIETNAM_OFFSET_MS + setting.syncHour * HOUR_MS;
  return new Date(source.last_try_at.getTime() >= today ? today + 24 * HOUR_MS : today);
}

/** Taken by whoever writes it first: sweeps run in every process. */
async function claim(services: Services, source: SourceRow, now: Date): Promise<boolean> {
  const rows = await rawQuery(
    services.db,
    `update addressbook_source set last_try_at = $2 where id = $1 and last_try_at is not distinct from $3 returning 1 as taken`,
    [source.id, now, source.last_try_at],
  );
  return rows.length === 1;
}

async function bringIntoForce(services: Services, now: Date): Promise<void> {
  await rawQuery(
    services.db,
    'update addressbook_successor set in_force = true where not in_force and effective_on <= $1',
    [vietnamDate(now)],
  );
}

/** Daily, for each connection with a list; successors of a later day come into force on it. */
export async function sweepBook(services: Services, ports: AddressbookPorts): Promise<void> {
  const now = services.clock.now();
  await bringIntoForce(services, now);
  const sources = await ports.listSources(services);
  if (sources.length === 0) {
    return;
  }
  for (const source of sources) {
    await putSource(services.db, source);
  }
  const [rows, runs, setting] = await Promise.all([
    listSourceRows(services.db),
    listRuns(services.db, 1),
    loadSetting(services.db),
  ]);
  for (const { id } of sources) {
    const row = rows.find((one) => one.id === id);
    const last = runs.find((run) => run.source === id);
    const isDue = row !== undefined && nextDue(row, last, setting, now) <= now;
    if (isDue && (await claim(services, row, now))) {
      await runSync(services, ports, {
        sourceId: id,
        full: false,
        agreedMissing: null,
        startedBy: 'Hằng ngày',
        agencyId: null,
      });
    }
  }
}
