import type { BlobStore } from '../blobs.ts';
import type { BlobCopies } from './blob-copy.ts';
import { listRuns, type RunManifest, readManifest, runName } from './catalogue.ts';
import { pruneKeys } from './keep-keys.ts';
import type { Repository } from './repository.ts';
import { isSegment } from './segments.ts';
import { walFolder } from './wal-archive.ts';

interface PruneOptions {
  repository: Repository;
  copies: BlobCopies;
  lineage: string;
  blobs: BlobStore;
  keepBases: number;
}

const HASH_BYTES = 32;

async function namesOf(repository: Repository, manifest: RunManifest, copies: BlobCopies): Promise<string[]> {
  if (manifest.blobList === null) {
    return [];
  }
  const bytes = await repository.readAll(manifest.blobList.name);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_none, index) =>
    copies.nameOf(bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES).toString('hex')),
  );
}

/**
 * A blob may go when the office no longer has it, no whole copy that stays speaks of it, and it came before the oldest of these: one
 * that came later may be spoken of between two copies.
 */
async function pruneBlobs(options: PruneOptions, kept: readonly RunManifest[]): Promise<void> {
  const { repository, copies, blobs } = options;
  const needed = new Set<string>();
  for (const sha256 of blobs.list()) {
    needed.add(copies.nameOf(sha256));
  }
  for (const manifest of kept) {
    for (const name of await namesOf(repository, manifest, copies)) {
      needed.add(name);
    }
  }
  const oldest = new Date(kept[0]?.startedAt ?? 0);
  for await (const { name, at } of copies.walk()) {
    if (!needed.has(name) && at < oldest) {
      await copies.remove(name);
    }
  }
}

async function removeRun(repository: Repository, lineage: string, id: string): Promise<void> {
  // The manifest first: a run is there exactly when its manifest is.
  for (const part of ['manifest', 'base', 'dump', 'rest', 'blobs']) {
    await repository.remove(runName(lineage, id, part));
  }
}

/** Lets go what lies before the oldest whole copy that stays. Blobs of other offices in the same repository keep all of them. */
export async function prune(options: PruneOptions): Promise<void> {
  const { repository, lineage, keepBases } = options;
  const runs: RunManifest[] = [];
  for (const id of await listRuns(repository, lineage)) {
    runs.push(await readManifest(repository, lineage, id));
  }
  const whole = runs.filter(({ kind }) => kind !== 'log');
  const kept = whole.slice(-Math.max(1, keepBases));
  const [oldest] = kept;
  if (oldest === undefined || whole.length === kept.length) {
    return;
  }
  for (const { id } of runs.filter((run) => run.id < oldest.id)) {
    await removeRun(repository, lineage, id);
  }
  await pruneKeys(repository, lineage, new Date(oldest.startedAt));
  const first = oldest.base?.startSegment ?? '';
  for (const name of await repository.list(walFolder(lineage))) {
    if (isSegment(name) && name < first) {
      await repository.remove(`${walFolder(lineage)}/${name}`);
    }
  }
  if ((await repository.list('offices')).length === 1) {
    await pruneBlobs(options, kept);
  }
}
