import { copyBlobs, openBlobCopies } from '../../../platform/backup/blob-copy.ts';
import { keepKeys } from '../../../platform/backup/keep-keys.ts';
import { withBackupLock } from '../../../platform/backup/run-backup.ts';
import { archiveWal, dropOtherSlots, hasSlot, slotName } from '../../../platform/backup/wal-archive.ts';
import type { Services } from '../../../platform/context.ts';
import { writeProgress } from '../upkeep.store.ts';
import { openConfigured, sourceOf, type Upkeep } from '../upkeep.ts';

export interface LogProgress {
  coveredUntil: string | null;
  error: string | null;
}

export const LOG = 'log';

/**
 * Three times a minute the log of the database and the new files go to the backup: what a lost machine takes along is less than a
 * minute (RPO ≤ 60 s). Log first, then files: a file is durable before the row that speaks of it.
 */
export async function archiveLog(services: Services, { wall }: Upkeep): Promise<void> {
  const source = sourceOf(services);
  const { cluster } = source;
  if (cluster === undefined) {
    return;
  }
  try {
    const repository = await openConfigured(services);
    const coveredUntil = await withBackupLock(source.url, async (client) => {
      await dropOtherSlots(client, repository && slotName(repository));
      if (repository === undefined || !(await hasSlot(client, slotName(repository)))) {
        // The next run makes a whole copy and holds the log from there on.
        return undefined;
      }
      const since = await repository.readPlain('blobs-seen');
      const begun = wall.now();
      const keep = (): Promise<void> => keepKeys(repository, source.lineage, source.keys());
      await keep();
      const { at } = await archiveWal({ client, cluster, lineage: source.lineage }, repository);
      await keep();
      const changed = services.blobs.list(since === undefined ? undefined : new Date(since));
      await copyBlobs(services.blobs, openBlobCopies(repository), changed);
      await repository.writePlain('blobs-seen', begun.toISOString());
      return at;
    });
    if (coveredUntil !== undefined) {
      await writeProgress(services.db, LOG, { coveredUntil, error: null } satisfies LogProgress, wall.now());
    }
  } catch (error) {
    services.log.error({ err: error }, 'nhật ký cơ sở dữ liệu chưa vào được bản sao lưu');
    const message = error instanceof Error ? error.message : String(error);
    await writeProgress(services.db, LOG, { coveredUntil: null, error: message } satisfies LogProgress, wall.now());
  }
}
