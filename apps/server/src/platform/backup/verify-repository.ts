import { listLineages, listRuns, readManifest } from './catalogue.ts';
import { inLanes } from './place.ts';
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
  for (const id of await listRuns(repository, lineage)) {
    const name = `offices/${lineage}/runs/${id}.manifest`;
    const manifest = await readManifest(repository, lineage, id).catch(() => undefined);
    report.files += 1;
    if (manifest === undefined) {
      report.damaged.push(name);
      continue;
    }
    for (const part of [manifest.base, manifest.dump, manifest.rest, manifest.blobList]) {
      if (part !== null && !(await repository.has(part.name))) {
        report.missing.push(part.name);
      } else if (part !== null) {
        await readWhole(repository, part.name, report);
      }
    }
  }
  const segments = await repository.list(walFolder(lineage));
  await inLanes(segments, repository.lanes, (name) => readWhole(repository, `${walFolder(lineage)}/${name}`, report));
}

async function readBlobs(repository: Repository, report: RepositoryReport): Promise<void> {
  const names: string[] = [];
  for await (const { name } of repository.walk('blobs')) {
    names.push(name);
  }
  await inLanes(names, repository.lanes, (name) => readWhole(repository, name, report));
}

/** Opens every sealed file: one bit that changed since it was written is found. */
export async function verifyRepository(repository: Repository): Promise<RepositoryReport> {
  const report: RepositoryReport = { files: 0, bytes: 0, damaged: [], missing: [] };
  for (const lineage of await listLineages(repository)) {
    await readRuns(repository, lineage, report);
  }
  await readBlobs(repository, report);
  report.damaged.sort();
  return report;
}
