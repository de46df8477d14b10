import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeOfBlob } from '../blob-place.ts';
import { openBlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { createLog } from '../log.ts';
import { openStorageGate, type StorageGate } from '../storage-gate.ts';
import { testKeys } from '../testing/test-keys.ts';
import { defineRoute } from './route.ts';
import { buildServer } from './server.ts';

const MB = 2 ** 20;
let dir: string;
let free: number;
let storage: StorageGate;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-read-only-'));
  free = 1_000 * MB;
  storage = openStorageGate({
    places: [dir],
    ballastIn: dir,
    limits: { stopBytes: 100 * MB, resumeBytes: 100 * MB, ballastBytes: 0 },
    log: createLog('silent'),
    free: () => free,
  });
});
afterEach(() => {
  storage.stop();
  rmSync(dir, { recursive: true, force: true });
});

const COMMON = { summary: 'x', handle: async () => ({}) };
const routes = [
  defineRoute({ ...COMMON, method: 'GET', path: '/api/read', policy: 'session' }),
  defineRoute({ ...COMMON, method: 'POST', path: '/api/write', policy: 'public', fromProgram: true }),
  defineRoute({ ...COMMON, method: 'POST', path: '/api/sign-in', policy: 'public' }),
];
const HEADERS = { 'x-requested-with': 'congvu', 'idempotency-key': '0123456789', cookie: '__Host-congvu=good' };

const keys = testKeys();

async function open() {
  const blobs = openBlobStore({ dir: join(dir, 'blobs'), keys, assertWritable: () => storage.assertWritable() });
  const { sha256 } = await blobs.put(Buffer.from('%PDF-1.7 công văn'));
  const file = defineRoute({
    method: 'GET',
    path: '/api/file',
    policy: 'public',
    summary: 'x',
    handle: async (context, { sendFile }) =>
      sendFile({
        stream: context.blobs.read(sha256),
        headers: { 'content-type': 'application/pdf', 'content-length': '20' },
      }),
  });
  const app = await buildServer({
    services: {
      db: createDb(createPool('postgres://127.0.0.1:1/none')),
      blobs,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
      storage,
    },
    routes: [...routes, file],
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  return { app, sha256, blobs };
}

test('on a full disk programs and people are told, reading and signing in go on, and it ends by itself', async () => {
  const { app, blobs } = await open();
  const ask = async (method: 'GET' | 'POST', url: string) => {
    const answer = await app.inject({ method, url, headers: HEADERS });
    return [answer.statusCode, answer.statusCode === 200 ? '' : answer.json().error.code];
  };
  expect(await ask('POST', '/api/write')).toEqual([200, '']);
  free = 99 * MB;
  storage.look();
  expect(await ask('POST', '/api/write')).toEqual([507, 'platform.read_only']);
  expect(await ask('POST', '/api/sign-in')).toEqual([200, '']);
  expect(await ask('GET', '/api/file')).toEqual([200, '']);
  await expect(blobs.put(Buffer.from('mới'))).rejects.toMatchObject({ code: 'platform.read_only' });
  free = 1_000 * MB;
  storage.look();
  expect(await ask('POST', '/api/write')).toEqual([200, '']);
  await app.close();
});

test('a damaged file is an answer with a sentence, and not one byte of it', async () => {
  const { app, sha256 } = await open();
  expect((await app.inject({ url: '/api/file' })).body).toBe('%PDF-1.7 công văn');
  writeFileSync(placeOfBlob(join(dir, 'blobs'), keys(), sha256).path, '%PDF-1.7 cong vän');
  const answer = await app.inject({ url: '/api/file' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json().error.code).toBe('files.damaged');
  expect(answer.headers['content-type']).toContain('application/json');
  await app.close();
});
