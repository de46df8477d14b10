import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { defineRoute, type RawRequest } from './route.ts';
import { buildServer } from './server.ts';

const MAX = 1_000;
let app: FastifyInstance;
let address: URL;
let seen: RawRequest | undefined;

const echo = defineRoute({
  method: 'PUT',
  path: '/exchange/echo',
  policy: 'public',
  fromProgram: true,
  raw: true,
  summary: 'thử',
  handle: async (_context, { raw, sendFile }) => {
    seen = raw;
    const body = await raw.read({ maxBytes: MAX, timeoutMs: 300 });
    sendFile({ status: 202, stream: body, headers: { 'content-type': 'application/octet-stream' } });
  },
});
const deaf = defineRoute({
  method: 'POST',
  path: '/exchange/deaf',
  policy: 'public',
  fromProgram: true,
  raw: true,
  summary: 'không đọc',
  handle: async (_context, { sendFile }) => sendFile({ status: 401, stream: Buffer.from('no'), headers: {} }),
});

beforeEach(async () => {
  app = await buildServer({
    services: {
      db: createDb(createPool('postgres://127.0.0.1:1/none')),
      // No route of these tests touches a blob.
      blobs: {} as BlobStore,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
    },
    routes: [echo, deaf],
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
});
afterEach(() => app.close());

function put(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL('/exchange/echo?a=1', address), { method: 'PUT', body, headers });
}

/** What the server says to bytes written by hand, until it closes or falls silent. */
function speak(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(address.port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.destroy();
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', () => resolve(heard));
  });
}

describe('a raw route', () => {
  test.each(['application/json', 'text/plain', 'application/octet-stream', 'x/y'])(
    'leaves %s as it is',
    async (type) => {
      const answer = await put('{"a": 1', { 'content-type': type });
      expect([answer.status, await answer.text()]).toEqual([202, '{"a": 1']);
      expect(seen).toMatchObject({ method: 'PUT', url: '/exchange/echo?a=1', headers: { 'content-type': type } });
    },
  );

  test('refuses a body past its own limit, announced or not', async () => {
    expect((await put(Buffer.alloc(MAX))).status).toBe(202);
    expect((await put(Buffer.alloc(MAX + 1))).status).toBe(413);
    const chunked = 'PUT /exchange/echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await speak(`${chunked}5dc\r\n${'x'.repeat(1_500)}\r\n0\r\n\r\n`)).toContain(' 413 ');
    expect(await speak(`${chunked}5\r\nhello\r\n0\r\n\r\n`)).toContain(' 202 ');
  });

  test('does not wait for a body that drips', async () => {
    expect(await speak('PUT /exchange/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')).toContain(' 408 ');
  });

  test('answers without having read the body', async () => {
    const answer = await fetch(new URL('/exchange/deaf', address), { method: 'POST', body: Buffer.alloc(50_000) });
    expect(answer.status).toBe(401);
  });
});
