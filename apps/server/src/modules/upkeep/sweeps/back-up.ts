import { type BackupResult, runBackup } from '../../../platform/backup/run-backup.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { insertRun, lastGoodRun, listRuns, readSettings } from '../upkeep.store.ts';
import { openConfigured, recordForAll, sourceOf, tellResponsible, type Upkeep } from '../upkeep.ts';

export type BackupDetail = Omit<BackupResult, 'startedAt' | 'endedAt' | 'error'>;

const HOUR_MS = 3_600_000;
/** A run that failed is tried again after this, not at every turn. */
const RETRY_MS = HOUR_MS;
const VIETNAM_OFFSET_HOURS = 7;

/** The last moment at or before now when the hour struck in Vietnam (UTC+7, no summer time). */
export function lastTurn(now: Date, hour: number): Date {
  const turn = new Date(now);
  turn.setUTCHours(hour - VIETNAM_OFFSET_HOURS, 0, 0, 0);
  while (turn > now) {
    turn.setUTCDate(turn.getUTCDate() - 1);
  }
  while (now.getTime() - turn.getTime() >= 24 * HOUR_MS) {
    turn.setUTCDate(turn.getUTCDate() + 1);
  }
  return turn;
}

async function keepResult(
  services: Services,
  run: { startedAt: Date; endedAt: Date; detail: BackupDetail | Record<string, never>; error: string | null },
): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const id = await insertRun(tx, 'backup', { ...run, good: run.error === null });
    const { sealedBytes = 0, kind = 'failed' } = run.detail as Partial<BackupDetail>;
    await recordForAll(tx, context, {
      action: run.error === null ? 'upkeep.backed_up' : 'upkeep.backup_failed',
      objectId: id,
      detail: { kind, sealedBytes },
    });
    if (run.error !== null) {
      await tellResponsible(tx, context, {
        kind: 'upkeep.backup_failed',
        text: `Sao lưu không thành công: ${run.error}`,
        reason: 'Cần quản trị xem lại nơi sao lưu',
      });
    }
  });
}

/** One run now, whether or not it is due; its outcome is kept, told and audited. */
export async function backUpNow(services: Services, { wall }: Upkeep): Promise<boolean> {
  const startedAt = wall.now();
  try {
    const repository = await openConfigured(services);
    if (repository === undefined) {
      return false;
    }
    const { baseEveryDays, keepBases } = await readSettings(services.db);
    const result = await runBackup(sourceOf(services), repository, { baseEveryDays, keepBases, now: () => wall.now() });
    const { startedAt: _started, endedAt: _ended, error: _error, ...detail } = result;
    await keepResult(services, { startedAt, endedAt: wall.now(), detail, error: null });
    return true;
  } catch (error) {
    services.log.error({ err: error }, 'sao lưu không thành công');
    const message = error instanceof Error ? error.message : String(error);
    await keepResult(services, { startedAt, endedAt: wall.now(), detail: {}, error: message });
    return false;
  }
}

async function isDue(services: Services, now: Date): Promise<boolean> {
  const { backupHour } = await readSettings(services.db);
  const [last] = await listRuns(services.db, 'backup', 1);
  const good = await lastGoodRun(services.db, 'backup');
  const waits = last !== undefined && !last.good && now.getTime() - last.started_at.getTime() < RETRY_MS;
  return !waits && (good === undefined || good.started_at < lastTurn(now, backupHour));
}

/** The run of the day; the very first one as soon as somebody has said where to. */
export async function backUpWhenDue(services: Services, upkeep: Upkeep): Promise<void> {
  if (services.config.backup !== undefined && (await isDue(services, upkeep.wall.now()))) {
    await backUpNow(services, upkeep);
  }
}
