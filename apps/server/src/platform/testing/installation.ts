import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createPool } from '../db.ts';
import { migrate } from '../migrate.ts';
import { placeOfCluster } from '../postgres/data-folder.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A cluster with its password and the tables of the office, which no server runs on. */
    installation: string;
  }
}

/** With its owners and rights: a server takes no cluster of somebody else, and none that others can read. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** Makes the cluster of this folder with the tables of the office, and a copy of it that lies still. */
export async function layInstallation(dataDir: string, copy: string): Promise<void> {
  const server = await startPostgres({ dataDir, port: 0, durable: false });
  const pool = createPool(server.url, 4);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
    await server.stop();
  }
  mkdirSync(copy);
  copyFolder(join(dataDir, 'keys'), join(copy, 'keys'));
  copyFolder(server.cluster, join(copy, 'postgres'));
}

/**
 * Gives a data folder the cluster that was made for the run: making one and its tables takes four CPU seconds, copying them a sixth of
 * one. For whatever is tested on an office that has started before; keys of its files it makes itself.
 */
export function copyInstallation(dataDir: string): void {
  const from = inject('installation');
  mkdirSync(dataDir, { recursive: true });
  copyFolder(join(from, 'keys'), join(dataDir, 'keys'));
  const { cluster, pointer } = placeOfCluster(realpathSync(dataDir));
  copyFolder(join(from, 'postgres'), cluster);
  if (pointer !== undefined) {
    writeFileSync(pointer, cluster);
  }
}
