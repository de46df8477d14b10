import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { defineRoute } from './route.ts';
import { buildServer } from './server.ts';

const pool = createPool('postgres://127.0.0.1:1/none');
let app: Awaited<ReturnType<typeof buildServer>>;
const hashes: (string | undefined)[] = [];

const echo = defineRoute({
  method: 'POST',
  path: '/api/echo',
  policy: 'public',
  summary: 'thử',
  query: z.object({ q: z.string().optional() }),
  body: z.object({ name: z.string(), more: z.record(z.string(), z.unknown()).optional() }),
  response: z.object({ name: z.string(), keys: z.array(z.string()) }),
  handle: async (context, { body }) => {
    hashes.push(context.idempotency?.bodyHash);
    return { name: body.name, keys: Object.keys(body.more ?? {}) };
  },
});

beforeAll(async () => {
  app = await buildServer({
    services: {
      db: createDb(pool),
      // The route of these tests touches no blob.
      blobs: {} as BlobStore,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
    },
    routes: [echo],
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
});
afterAll(() => app?.close());

async function send(payload: string, url = '/api/echo') {
  const headers = { 'x-requested-with': 'congvu', 'idempotency-key': '0123456789', 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url, headers, payload });
  return { status: answer.statusCode, body: answer.json() };
}

/** One reader for every JSON that comes in, so that a name that stands twice has one meaning everywhere: the last one (ASVS 1.5.3). */
describe('a name that stands twice', () => {
  test.each([
    ['{"name":"Mai","name":"Sơn"}', 'Sơn'],
    ['{"name":1,"name":"Sơn"}', 'Sơn'],
    ['{"n\\u0061me":"Mai","name":"Sơn"}', 'Sơn'],
  ])('%s is checked, used and remembered as its last value', async (text, name) => {
    hashes.length = 0;
    expect(await send(text)).toMatchObject({ status: 200, body: { name } });
    expect(await send(`{"name":"${name}"}`)).toMatchObject({ status: 200 });
    // The same act under the same key, however it was written.
    expect(hashes[0]).toBeDefined();
    expect(new Set(hashes).size).toBe(1);
  });

  test('whose last value is not allowed is refused', async () => {
    expect((await send('{"name":"Mai","name":1}')).status).toBe(400);
  });

  test('in the address is no text any more and is refused', async () => {
    expect((await send('{"name":"Mai"}', '/api/echo?q=1')).status).toBe(200);
    expect((await send('{"name":"Mai"}', '/api/echo?q=1&q=2')).status).toBe(400);
  });
});

describe('names that reach behind an object', () => {
  test.each([
    '{"name":"x","__proto__":{"polluted":1}}',
    '{"name":"x","more":{"__proto__":{"polluted":1}}}',
    '{"name":"x","more":{"a":[{"__proto__":{"polluted":1}}]}}',
    '{"name":"x","more":{"\\u005f_proto__":{"polluted":1}}}',
    '{"name":"x","more":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"__proto__":null,"name":"x"}',
  ])('%s is refused', async (text) => {
    const { status, body } = await send(text);
    expect([status, body.error.code]).toEqual([400, expect.stringMatching(/^platform\.bad_(?:json|request)$/)]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test.each(['/api/echo?__proto__[polluted]=1', '/api/echo?__proto__=1', '/api/echo?constructor.prototype.polluted=1'])(
    '%s changes nothing',
    async (url) => {
      expect((await send('{"name":"x"}', url)).status).toBe(200);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    },
  );

  test('negative control: as words of a text and as a harmless name they are taken', async () => {
    expect(await send('{"name":"__proto__","more":{"constructor":"a","proto":1}}')).toEqual({
      status: 200,
      body: { name: '__proto__', keys: ['constructor', 'proto'] },
    });
  });
});
