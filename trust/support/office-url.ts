import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterOf } from '../../apps/server/src/platform/backup/office-paths.ts';
import { connectionUrl, readPostmaster } from '../../apps/server/src/platform/postgres/postmaster.ts';

/** Address of the running embedded database of these data. */
export function urlOfOffice(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'keys', 'postgres-password'), 'utf8').trim();
  return connectionUrl(readPostmaster(clusterOf(dataDir))?.port ?? 0, password, 'congvu');
}
