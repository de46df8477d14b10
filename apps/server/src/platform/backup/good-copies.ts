import { existsSync } from 'node:fs';
import { placeOfBlob, readBlob } from '../blob-place.ts';
import type { CopySource } from '../blobs.ts';
import type { Config } from '../config.ts';
import { type Keyring, openKeyring } from '../keys/keyring.ts';
import { readBackupKey } from './backup-key.ts';
import { blobCopyOf } from './blob-copy.ts';
import { foldersOf, openPlace } from './open-place.ts';
import { openRepository } from './repository.ts';

/** Where good bytes of a damaged blob may be found: the replica folder first, it costs least, then the backup. */
export function goodCopies(config: Pick<Config, 'backup' | 'replica' | 'dataDir' | 'keyFile'>): CopySource[] {
  const { backup, replica, dataDir } = config;
  const sources: CopySource[] = [];
  if (replica !== undefined) {
    sources.push(async (sha256) => {
      const keys = (): Keyring => openKeyring(config);
      const place = placeOfBlob(replica, keys(), sha256);
      return existsSync(place.path) ? readBlob(place, keys, { start: 0 }) : undefined;
    });
  }
  if (backup !== undefined) {
    sources.push(async (sha256) => {
      const key = readBackupKey(backup.keyFile, [dataDir, ...foldersOf(backup.place)]);
      return blobCopyOf(await openRepository(openPlace(backup.place), key, { create: false }), sha256);
    });
  }
  return sources;
}
