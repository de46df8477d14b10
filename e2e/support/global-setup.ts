import { execFile } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startThrowAway, type ThrowAway } from '../../apps/server/src/platform/testing/throw-away.ts';
import { markOf, TEMPLATE } from './demo-template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Data folder of the demo that the journeys are copied from; its database is `TEMPLATE`. */
    demoFolder: string;
  }
}

const MAKE = fileURLToPath(new URL('make-demo.ts', import.meta.url));

/** In a process of its own: this one has no modules as the program has them. */
async function createDemo(server: ThrowAway, dataDir: string, signal: AbortSignal): Promise<void> {
  await server.create(TEMPLATE);
  await promisify(execFile)(process.execPath, [MAKE, dataDir, server.urlOf(TEMPLATE)], { signal });
}

/**
 * One throw-away PostgreSQL for the run, and one demo in it: setting a demo up takes half a minute, copying it a second. Whatever else is
 * tested need not wait for it; the journeys do, by its mark.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowAway();
  const dataDir = join(server.dir, 'demo');
  const stopping = new AbortController();
  const made = createDemo(server, dataDir, stopping.signal).then(
    () => '',
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const marked = made.then((failure) => {
    writeFileSync(`${dataDir}.failure`, failure);
    renameSync(`${dataDir}.failure`, markOf(dataDir));
  });
  project.provide('postgresUrl', server.urlOf(''));
  project.provide('demoFolder', dataDir);
  return async () => {
    stopping.abort();
    await marked;
    await server.remove();
  };
}
