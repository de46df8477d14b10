import type { Services } from '../../../platform/context.ts';
import { command, systemContext } from '../../../platform/context.ts';
import { listDamaged, noteDamaged, noteSound, readProgress, readSettings, writeProgress } from '../upkeep.store.ts';
import { recordForAll, tellResponsible, type Upkeep } from '../upkeep.ts';

export interface ScrubProgress {
  startedAt: string;
  /** The last hash looked at: the work goes on behind it after a restart. */
  cursor: string;
  checked: number;
  total: number;
  lastFullAt: string | null;
}

export const SCRUB = 'scrub';
export const SCRUB_SECONDS = 60;
const DAY_SECONDS = 86_400;
const LEAST_AT_ONCE = 20;

interface Found {
  sha256: string;
  condition: 'damaged' | 'lost';
  repaired: boolean;
}

async function tellFound(
  { services, wall }: { services: Services; wall: Upkeep['wall'] },
  found: Found,
): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    await noteDamaged(tx, { ...found, at: wall.now() });
    await recordForAll(tx, context, {
      action: found.repaired ? 'upkeep.blob_repaired' : 'upkeep.blob_damaged',
      objectId: found.sha256,
      detail: { condition: found.condition },
    });
    if (!found.repaired) {
      await tellResponsible(tx, context, {
        kind: 'upkeep.blob_damaged',
        text: 'Có tệp lưu trên máy chủ bị hỏng và chưa có bản tốt để thay; tệp này không được mở cho ai.',
        reason: 'Cần gắn lại nơi sao lưu hoặc tìm bản gốc',
      });
    }
  });
}

async function checkOne(services: Services, upkeep: Upkeep, sha256: string): Promise<boolean> {
  const condition = await services.blobs.check(sha256);
  if (condition === 'good') {
    return true;
  }
  // Erased between the list and the look: nothing is missing.
  if (condition === 'lost' && !services.blobs.has(sha256)) {
    return true;
  }
  const repaired = await services.blobs.repair(sha256);
  await tellFound({ services, wall: upkeep.wall }, { sha256, condition, repaired });
  return false;
}

/** Known bad ones are tried again each time: the disk of the backup may be back. */
async function retryDamaged(services: Services, upkeep: Upkeep): Promise<void> {
  for (const { sha256, condition } of await listDamaged(services.db)) {
    if ((await services.blobs.check(sha256)) === 'good') {
      await noteSound(services.db, [sha256], upkeep.wall.now());
    } else if (await services.blobs.repair(sha256)) {
      await tellFound({ services, wall: upkeep.wall }, { sha256, condition, repaired: true });
    }
  }
}

/**
 * Looks at the next few of all blobs, so many that every one is read again within the days of the setting; where it stopped is kept, a
 * restart goes on there (T39, security.md §2.9).
 */
export async function scrub(services: Services, upkeep: Upkeep): Promise<void> {
  const { scrubDays } = await readSettings(services.db);
  const all = [...services.blobs.list()].sort();
  const now = upkeep.wall.now();
  const before = await readProgress<ScrubProgress>(services.db, SCRUB);
  const progress: ScrubProgress = before ?? {
    startedAt: now.toISOString(),
    cursor: '',
    checked: 0,
    total: all.length,
    lastFullAt: null,
  };
  await retryDamaged(services, upkeep);
  const share = Math.ceil((all.length * SCRUB_SECONDS) / (scrubDays * DAY_SECONDS));
  const next = all.filter((sha256) => sha256 > progress.cursor).slice(0, Math.max(LEAST_AT_ONCE, share));
  for (const sha256 of next) {
    await checkOne(services, upkeep, sha256);
  }
  const last = next.at(-1);
  const isFull = last === undefined || last === all.at(-1);
  const after: ScrubProgress = isFull
    ? { startedAt: now.toISOString(), cursor: '', checked: 0, total: all.length, lastFullAt: now.toISOString() }
    : { ...progress, cursor: last, checked: progress.checked + next.length, total: all.length };
  await writeProgress(services.db, SCRUB, after, now);
}
