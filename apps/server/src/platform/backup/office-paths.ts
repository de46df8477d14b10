import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce } from '../durable-file.ts';
import { placeOfCluster } from '../postgres/data-folder.ts';

/** Which life of an office the backups are of. A restored office begins a new one: its log and the old one's must never mix. */
export function lineageOf(dataDir: string): string {
  return createOnce(join(dataDir, 'backup-lineage'), randomUUID()).trim();
}

export function clusterOf(dataDir: string): string {
  return placeOfCluster(realpathSync(dataDir)).cluster;
}

export const OFFICES = 'offices';

export function officeFolder(lineage: string): string {
  return `${OFFICES}/${lineage}`;
}

/** Besides database and blobs everything of the data folder is kept, but what is made anew. */
const MADE_ANEW = new Set([
  'postgres',
  'postgres.log',
  'postgres.log.1',
  'postgres.place',
  'blobs',
  'tmp',
  'ballast',
  'backup-lineage',
]);

export function isMadeAnew(path: string): boolean {
  return MADE_ANEW.has(path) || path.startsWith('postgres.new-') || path.startsWith('carriers-partial');
}
