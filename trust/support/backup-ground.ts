import { join } from 'node:path';
import { createBackupKey, readBackupKey } from '../../apps/server/src/platform/backup/backup-key.ts';
import { folderPlace } from '../../apps/server/src/platform/backup/folder-place.ts';
import { clusterOf, lineageOf } from '../../apps/server/src/platform/backup/office-paths.ts';
import { openRepository, type Repository } from '../../apps/server/src/platform/backup/repository.ts';
import { type BackupSource, withClient } from '../../apps/server/src/platform/backup/run-backup.ts';
import { archiveWal } from '../../apps/server/src/platform/backup/wal-archive.ts';
import type { BlobStore } from '../../apps/server/src/platform/blobs.ts';
import { defaultKeyFile } from '../../apps/server/src/platform/keys/key-place.ts';
import { type Keyring, openKeyring } from '../../apps/server/src/platform/keys/keyring.ts';
import { urlOfOffice } from './office-url.ts';

export async function openSource(
  dir: string,
  dataDir: string,
  blobs: BlobStore,
): Promise<{ source: BackupSource; repository: Repository }> {
  const keyFile = join(dir, 'backup.key');
  createBackupKey(keyFile, [dataDir]);
  const cluster = clusterOf(dataDir);
  const keys = (): Keyring => openKeyring({ dataDir, keyFile: defaultKeyFile(dataDir) });
  return {
    source: { url: urlOfOffice(dataDir), cluster, dataDir, lineage: lineageOf(dataDir), blobs, keys },
    repository: await openRepository(folderPlace(join(dir, 'backup')), readBackupKey(keyFile, [dataDir]), {
      create: true,
    }),
  };
}

/** Answers until when everything is in the backup. */
export async function archiveLogOnce(source: BackupSource, repository: Repository): Promise<string> {
  const { cluster = '', lineage } = source;
  const { at } = await withClient(source.url, (client) => archiveWal({ client, cluster, lineage }, repository));
  return at;
}
