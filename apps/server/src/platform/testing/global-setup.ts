import type { TestProject } from 'vitest/node';
import { createPool } from '../db.ts';
import { migrate } from '../migrate.ts';
import { startThrowAway, type ThrowAway } from './throw-away.ts';

async function createTemplate(server: ThrowAway): Promise<void> {
  await server.create('template_congvu');
  const pool = createPool(server.urlOf('template_congvu'), 4);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
}

/** One throw-away PostgreSQL for the run; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowAway();
  try {
    await createTemplate(server);
  } catch (error) {
    await server.remove();
    throw error;
  }
  project.provide('postgresUrl', server.urlOf(''));
  return server.remove;
}
