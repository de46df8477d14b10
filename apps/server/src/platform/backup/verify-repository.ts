import { type BlobCopies, openBlobCopies } from './blob-copy.ts';
import { listLineages, listRuns, readManifest } from './catalogue.ts';
import type { Repository } from './repository.ts';
import { walFolder } from './wal-archive.ts';

export interface RepositoryReport {
  files: number;
  bytes: number;
  damaged: string[];
  missing: string[];
}

async function readWhole(repository: Repository, name: string, report: RepositoryReport): Promise<void> {
  report.files += 1;
  try {
    for await (const bytes of repository.read(name)) {
      report.bytes += bytes.length;
    }
  } catch {
    report.damaged.push(name);
  }
}

async function readRuns(repository: Repository, lineage: string, report: RepositoryReport): Promise<void> {
  for (const id of listRuns(repository, lineage)) {
    const name = `offices/${lineage}/runs/${id}.manifest`;
    const manifest = await readManifest(repository, lineage, id).catch(() => undefined);
    report.files += 1;
    if (manifest === undefined) {
      report.damaged.push(name);
      continue;
    }
    for (const part of [manifest.base, manifest.dump, manifest.rest, manifest.blobList]) {
      if (part !== null && !repository.has(part.name)) {
        report.missing.push(part.name);
      } else if (part !== null) {
        await readWhole(repository, part.name, report);
      }
    }
  }
  for (const name of repository.list(walFolder(lineage))) {
    await readWhole(repository, `${walFolder(lineage)}/${name}`, report);
  }
}

async function readBlobs(repository: Repository, copies: BlobCopies, report: RepositoryReport): Promise<void> {
  for (const name of copies.names()) {
    await readWhole(repository, `blobs/${name.slice(0, 2)}/${name}`, report);
  }
}

/** Opens every sealed file: one bit that changed since it was written is found. */
export async function verifyRepository(repository: Repository): Promise<RepositoryReport> {
  const report: RepositoryReport = { files: 0, bytes: 0, damaged: [], missing: [] };
  for (const lineage of listLineages(repository)) {
    await readRuns(repository, lineage, report);
  }
  await readBlobs(repository, openBlobCopies(repository), report);
  return report;
}
