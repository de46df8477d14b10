import { createPool } from '../../apps/server/src/platform/db.ts';
import { type Migration, migrate } from '../../apps/server/src/platform/migrate.ts';

/** The start of a new program beside an office at work, as far as its steps go; it may be killed in the middle of them. */
const [url = '', given = ''] = process.argv.slice(2);
const steps = JSON.parse(given) as Migration[]; // handed over by trust/checks/migrations.ts
const pool = createPool(url, 2);
const applied = await migrate(pool, steps);
process.stdout.write(`${JSON.stringify({ applied })}\n`);
await pool.end();
