import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { BlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { defineRoute } from './route.ts';
import { buildServer } from './server.ts';

const COMMON = { method: 'POST', policy: 'public', summary: 'x', handle: async () => ({}) } as const;
const routes = [
  defineRoute({ ...COMMON, path: '/api/form', body: z.object({ name: z.string() }) }),
  defineRoute({ ...COMMON, path: '/api/closed', policy: 'session', body: z.object({ name: z.string() }) }),
  defineRoute({ ...COMMON, path: '/api/long', longBody: true, body: z.object({ name: z.string() }) }),
];
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start() {
  const app = await buildServer({
    services: {
      db: createDb(createPool('postgres://127.0.0.1:1/none')),
      // No route of these tests touches a blob.
      blobs: {} as BlobStore,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
    },
    routes,
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
    bodyLimitMs: 20,
  });
  closers.push(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return { app, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const half = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: congvu\r\nIdempotency-Key: 0123456789\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"name":`;

test.each(['/api/form', '/api/closed', '/api/nowhere'])('half a body for %s is not waited for', async (path) => {
  const { port } = await start();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.resume().on('error', () => undefined);
  socket.write(half(path));
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('a long list has its time, and so has whoever sends the rest of a form', async () => {
  const { app, port } = await start();
  const socket = connect({ port, host: '127.0.0.1' });
  const heard: string[] = [];
  socket.on('data', (bytes) => heard.push(bytes.toString('utf8')));
  socket.write(half('/api/long'));
  // The limit of a form has passed when a form that was begun after it is closed.
  const form = connect({ port, host: '127.0.0.1' });
  form.resume().on('error', () => undefined);
  form.write(half('/api/form'));
  await once(form, 'close');
  socket.write('"a"}');
  await once(socket, 'data');
  expect(heard.join('')).toMatch(/^HTTP\/1\.1 200/);
  socket.destroy();
  const whole = await app.inject({
    method: 'POST',
    url: '/api/form',
    headers: { 'x-requested-with': 'congvu', 'idempotency-key': '0123456789' },
    payload: { name: 'a' },
  });
  expect(whole.statusCode).toBe(200);
});
