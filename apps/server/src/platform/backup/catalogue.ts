import type { BaseBackup } from './base-backup.ts';
import { OFFICES, officeFolder } from './office-paths.ts';
import type { Repository, Written } from './repository.ts';

/** What one run brought into the repository. Sealed; the line of the catalogue says of it what may be said in the open. */
export interface RunManifest {
  id: string;
  lineage: string;
  /** `base`: a whole copy of the database; `log`: its log since the last one; `dump`: what `pg_dump` of an external server gave. */
  kind: 'base' | 'log' | 'dump';
  startedAt: string;
  endedAt: string;
  /** Restores reach any moment from the end of the base to this one. */
  coveredUntil: string;
  base: BaseBackup | null;
  dump: (Written & { name: string }) | null;
  /** Keys, settings and all other files of the data folder. */
  rest: Written & { name: string };
  /** Hashes of the blobs the office held: 32 bytes each. */
  blobList: (Written & { name: string }) | null;
  blobs: { held: number; added: number; addedBytes: number; damaged: string[] };
  segments: number;
}

export interface CatalogueLine {
  id: string;
  kind: RunManifest['kind'] | 'failed' | 'pruned';
  startedAt: string;
  endedAt: string;
  coveredUntil: string | null;
  sealedBytes: number;
  blobsAdded: number;
  blobsHeld: number;
  blobsDamaged: number;
  segments: number;
  /** Of the sealed manifest, as it lies there. */
  manifestSha256: string | null;
  error: string | null;
}

function catalogueName(lineage: string): string {
  return `${officeFolder(lineage)}/catalogue.jsonl`;
}

export function runName(lineage: string, id: string, part: string): string {
  return `${officeFolder(lineage)}/runs/${id}.${part}`;
}

/** `20260326T010203Z-7f3a`: sorts by time. */
export function newRunId(at: Date, random: string): string {
  return `${at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')}-${random}`;
}

export function addToCatalogue(repository: Repository, lineage: string, line: CatalogueLine): Promise<void> {
  return repository.appendPlain(catalogueName(lineage), JSON.stringify(line));
}

/** Every run ever, newest last; a last line cut by a power cut is left out. */
export async function readCatalogue(repository: Repository, lineage: string): Promise<CatalogueLine[]> {
  return ((await repository.readPlain(catalogueName(lineage))) ?? '').split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as CatalogueLine]; // written by addToCatalogue
    } catch {
      return [];
    }
  });
}

export async function readManifest(repository: Repository, lineage: string, id: string): Promise<RunManifest> {
  return JSON.parse((await repository.readAll(runName(lineage, id, 'manifest'))).toString()) as RunManifest; // sealed by us
}

export async function listRuns(repository: Repository, lineage: string): Promise<string[]> {
  const names = await repository.list(`${officeFolder(lineage)}/runs`);
  return names.filter((name) => name.endsWith('.manifest')).map((name) => name.slice(0, -'.manifest'.length));
}

export function listLineages(repository: Repository): Promise<string[]> {
  return repository.list(OFFICES);
}
