import { openBlobCopies } from './blob-copy.ts';
import { listLineages, listRuns, type RunManifest, readManifest } from './catalogue.ts';
import type { Repository } from './repository.ts';

const HASH_BYTES = 32;

/** A run of a repository that holds something of a file. */
export interface RunHolding {
  office: string;
  id: string;
  kind: RunManifest['kind'];
  startedAt: string;
  coveredUntil: string;
}

export interface CopiesFound {
  sha256: string;
  /** The sealed bytes lie in the repository. */
  hasBytes: boolean;
  bytesArrivedAt: string | null;
  /** Runs whose list of files names it. */
  runs: RunHolding[];
  /** Runs that cover a moment since the file came, so that rows about it may be in them. */
  mayHoldRows: RunHolding[];
}

async function lists(repository: Repository, manifest: RunManifest, sha256: string): Promise<boolean> {
  if (manifest.blobList === null) {
    return false;
  }
  const bytes = await repository.readAll(manifest.blobList.name);
  for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) {
    if (bytes.subarray(at, at + HASH_BYTES).toString('hex') === sha256) {
      return true;
    }
  }
  return false;
}

/**
 * Which copies of a repository hold a file that must not be anywhere (a state secret that got in): its bytes, and the runs that speak of
 * it. Deleting the key of the repository, or these runs and their bytes, is then a decision with names.
 */
export async function findCopies(
  repository: Repository,
  wanted: { sha256: string; since: Date | undefined },
): Promise<CopiesFound> {
  const { sha256, since } = wanted;
  const copies = openBlobCopies(repository);
  const hasBytes = await copies.has(sha256);
  const runs: RunHolding[] = [];
  const mayHoldRows: RunHolding[] = [];
  for (const office of await listLineages(repository)) {
    for (const id of await listRuns(repository, office)) {
      const manifest = await readManifest(repository, office, id);
      const { kind, startedAt, coveredUntil } = manifest;
      const holding = { office, id, kind, startedAt, coveredUntil };
      if (await lists(repository, manifest, sha256)) {
        runs.push(holding);
      }
      if (since === undefined || new Date(coveredUntil) >= since) {
        mayHoldRows.push(holding);
      }
    }
  }
  return {
    sha256,
    hasBytes,
    bytesArrivedAt: hasBytes ? (await copies.arrivedAt(sha256)).toISOString() : null,
    runs,
    mayHoldRows,
  };
}
