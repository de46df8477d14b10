import { afterEach, expect, test } from 'vitest';
import type { Subject } from '../authorise.ts';
import type { BlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { buildServer, type ServerPorts } from './server.ts';

const subject: Subject = {
  userId: 'u',
  personId: 'p',
  positionId: 'q',
  agencyId: 'a',
  unitId: 'n',
  unitIds: ['n'],
  roles: ['clerk'],
  displayName: 'Lò Thị Thử',
  title: 'Văn thư',
};
const SIGNED_IN = { sessionId: 's', subject, mustChangePassword: false };

const pool = createPool('postgres://127.0.0.1:1/none');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function openPage(resolveSession: ServerPorts['resolveSession']) {
  const app = await buildServer({
    services: {
      db: createDb(pool),
      // No route of these tests touches a blob.
      blobs: {} as BlobStore,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
    },
    routes: [],
    resolveSession,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
    heartbeatMs: 10,
  });
  closers.push(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${url}/api/events`, { headers: { cookie: '__Host-congvu=good' } });
  return { app, body: answer.text() };
}

test('a database that does not answer for a while neither ends the page nor the server', async () => {
  let asked = 0;
  const { body } = await openPage(async () => {
    asked += 1;
    if (asked === 2 || asked === 3) {
      throw new Error('no connection');
    }
    return asked > 4 ? undefined : SIGNED_IN;
  });
  // The beats that failed said nothing, the next one lived, the last one found the session ended.
  expect(await body).toBe('retry: 3000\n\n: \n\nevent: signed-out\ndata: {}\n\n');
});

test('an open page does not keep the server from stopping', async () => {
  const { app, body } = await openPage(async () => SIGNED_IN);
  await app.close();
  expect(await body).toContain('retry: 3000');
});
