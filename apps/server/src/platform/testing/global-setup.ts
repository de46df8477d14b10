import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { layInstallation } from './installation.ts';
import { startThrowAway } from './throw-away.ts';

/** One throw-away PostgreSQL for the run; every test file clones the migrated template, or copies the whole cluster where it wants its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let installation = '';
  const server = await startThrowAway((dir) => {
    installation = join(dir, 'installation');
    return layInstallation(dir, installation);
  });
  try {
    await server.create('template_congvu', 'congvu');
  } catch (error) {
    await server.remove();
    throw error;
  }
  project.provide('postgresUrl', server.urlOf(''));
  project.provide('installation', installation);
  return server.remove;
}
