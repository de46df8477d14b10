import { setTimeout as pause } from 'node:timers/promises';
import { record } from '../../apps/server/src/modules/audit/index.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { type Context, command } from '../../apps/server/src/platform/context.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { startWorker } from '../../apps/server/src/platform/jobs.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';

/**
 * One process of workers under test. A job does what every job of the office does: it reads its row again, and does its work only
 * where the row says that it is still to do. Between the commit and the word to the queue lies the moment a kill is felt.
 */
const [dataDir = '', agencyId = '', broken = ''] = process.argv.slice(2);
const LONGEST_REST_MS = 20;
const { services, pool } = await openFoundations(
  { ...readConfig(['--data', dataDir], {}), databaseUrl: undefined },
  createLog('silent'),
  () => undefined,
);

async function work(id: string): Promise<void> {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  await command(context, async (tx) => {
    const done = await rawQuery(
      tx,
      // Control: the job does not look whether its work was done.
      `update trust_effect set times = times + 1 where id = $1 ${broken === 'broken' ? '' : 'and times = 0'} returning 1 as one`,
      [id],
    );
    if (done.length === 0) {
      return;
    }
    await record(tx, context, { action: 'trust.effect', agencyId, objectKind: 'trust', objectId: id });
  });
  await pause(Math.random() * LONGEST_REST_MS);
}

await startWorker(pool, [{ name: 'trust.effect', handle: ({ id }) => work(String(id)) }], services.log);
process.stdout.write(`${JSON.stringify({ open: true })}\n`);
