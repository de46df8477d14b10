import type { DemoPeople } from '@congvu/contracts';
import type { z } from 'zod';
import { hashCheaply } from '../../apps/server/src/modules/identity/passwords/cheap-hash.testing.ts';
import { createPool } from '../../apps/server/src/platform/db.ts';
import { ApiPerson } from './api.ts';
import { DEMO_STARTS } from './demo-template.ts';
import { openOffice } from './open-office.ts';

const [, , dataDir = '', databaseUrl = ''] = process.argv;

/** The same password under a cheap hash: the people of the journeys sign in hundreds of times, each for an eighth of a second otherwise. */
async function hashAnew(password: string): Promise<void> {
  const pool = createPool(databaseUrl, 1);
  const { rowCount } = await pool.query('update identity_user set password_hash = $1', [await hashCheaply(password)]);
  await pool.end();
  if (rowCount === 0) {
    throw new Error('the demo has no people');
  }
}

const office = await openOffice({ dataDir, databaseUrl, demo: true, at: DEMO_STARTS });
const { password } = await new ApiPerson(office.url).call<z.infer<typeof DemoPeople>>('GET', '/api/demo/people');
await office.stop();
await hashAnew(password);
