import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import type { Subject } from '../authorise.ts';
import { openBlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { currentReach, type Reach } from '../reach.ts';
import { testKeys } from '../testing/test-keys.ts';
import { defineRoute } from './route.ts';
import { buildServer } from './server.ts';

const AGENCY = '00000000-0000-7000-8000-00000000000a';
const OWN: Reach = { agencies: [AGENCY] };
const CHUNKS = 200;

let seen: Reach[] = [];
const look = async (): Promise<object> => {
  seen.push(currentReach());
  await new Promise((resolve) => setImmediate(resolve));
  seen.push(currentReach());
  return {};
};

/** As an export is written: row after row, when the other side has taken the last ones. */
async function* longFile(): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
    await look();
    yield Buffer.alloc(64 * 1024);
  }
}

const COMMON = { summary: 'x' };
const routes = [
  defineRoute({ ...COMMON, method: 'GET', path: '/api/mine', policy: 'session', handle: look }),
  defineRoute({ ...COMMON, method: 'GET', path: '/api/open', policy: 'public', handle: look }),
  defineRoute({
    ...COMMON,
    method: 'GET',
    path: '/api/export',
    policy: 'session',
    handle: async (_context, { sendFile }) => {
      sendFile({ stream: Readable.from(longFile()), headers: { 'content-type': 'application/octet-stream' } });
    },
  }),
];

const subject = { agencyId: AGENCY } as Subject; // nothing else of it is looked at here
const pool = createPool('postgres://127.0.0.1:1/none');
const app = await buildServer({
  services: {
    db: createDb(pool),
    blobs: openBlobStore({ dir: '/nonexistent', keys: testKeys() }),
    clock: createFakeClock('2021-03-22T01:00:00Z'),
    log: createLog('silent'),
    config: readConfig(['--port', '3000'], {}),
  },
  routes,
  resolveSession: async () => ({ sessionId: 's', subject, mustChangePassword: false }),
  events: { subscribe: () => () => undefined, close: async () => undefined },
  uploadLimit: 1_000,
});
afterAll(() => app.close());

const headers = { 'x-requested-with': 'congvu', cookie: '__Host-congvu=good' };

test('a request of a person runs within the agency the person acts in, also after it has waited', async () => {
  seen = [];
  await app.inject({ url: '/api/mine', headers });
  expect(seen).toEqual([OWN, OWN]);
});

test('at a public door there is no agency yet', async () => {
  seen = [];
  await app.inject({ url: '/api/open', headers });
  expect(seen).toEqual(['installation', 'installation']);
});

test('a long file keeps to the agency to its last row, however slowly it is taken', async () => {
  seen = [];
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const [answer] = (await once(get(`${address}/api/export`, { headers }), 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(bytes).toBe(CHUNKS * 64 * 1024);
  expect(new Set(seen.map((reach) => JSON.stringify(reach)))).toEqual(new Set([JSON.stringify(OWN)]));
});
