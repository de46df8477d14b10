import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { definePolicies, hasRole, no, type Subject, YES } from '../authorise.ts';
import type { BlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createDb, createPool } from '../db.ts';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import { defineRoute, type Route } from './route.ts';
import { buildServer, type SignedIn } from './server.ts';

const policies = definePolicies<null, 'probe.read'>({
  'probe.read': (subject) => (hasRole(subject, 'clerk') ? YES : no('Chỉ văn thư được xem.')),
});

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

const pool = createPool('postgres://127.0.0.1:1/none');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(
  routes: Route[],
  signedIn: SignedIn | undefined = { sessionId: 's', subject, mustChangePassword: false },
) {
  const app = await buildServer({
    services: {
      db: createDb(pool),
      // No route of these tests touches a blob.
      blobs: {} as BlobStore,
      clock: createFakeClock('2021-03-22T01:00:00Z'),
      log: createLog('silent'),
      config: readConfig(['--port', '3000'], {}),
    },
    routes,
    resolveSession: async (token) => (token === 'good' ? signedIn : undefined),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  closers.push(() => app.close());
  return app;
}

const probe = defineRoute({
  method: 'POST',
  path: '/api/probe',
  policy: 'probe.read',
  summary: 'thử',
  body: z.object({ name: z.string().min(3) }),
  response: z.object({ name: z.string() }),
  handle: async (_context, { body }) => ({ name: body.name, secret: 'never leaves' }),
});
const HEADERS = { 'x-requested-with': 'congvu', 'idempotency-key': '0123456789', cookie: '__Host-congvu=good' };

describe('a route', () => {
  test('without a declared policy keeps the server from starting', async () => {
    const orphan = defineRoute({
      method: 'GET',
      path: '/api/orphan',
      policy: 'nobody.declared',
      summary: 'x',
      handle: async () => ({}),
    });
    await expect(start([orphan])).rejects.toThrow('/api/orphan');
  });

  test.each(['GET', 'HEAD'] as const)('sends a stream once, to the last byte (%s)', async (method) => {
    const file = defineRoute({
      method: 'GET',
      path: '/api/file',
      policy: 'public',
      summary: 'x',
      handle: async (_context, { sendFile }) =>
        sendFile({
          stream: Readable.from([Buffer.from('%PDF-'), Buffer.from('1.7')]),
          headers: { 'content-type': 'application/pdf' },
        }),
    });
    const app = await start([file]);
    const answer = await app.inject({ method, url: '/api/file' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.body).toBe(method === 'GET' ? '%PDF-1.7' : '');
  });

  test('the page answers every address but those of parts and of the interface', async () => {
    const app = await start([]);
    expect((await app.inject({ url: '/van-ban-den/1' })).headers['content-type']).toContain('text/html');
    for (const url of ['/assets/gone-1a2b.js', '/pdfjs/gone.mjs', '/api/nothing']) {
      expect((await app.inject({ url })).statusCode).toBe(404);
    }
  });

  test('answers only fields of its response schema', async () => {
    const app = await start([probe]);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/probe',
      headers: HEADERS,
      payload: { name: 'Bình Lư' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ name: 'Bình Lư' });
  });

  test.each([
    ['no session', { ...HEADERS, cookie: '' }, 401, 'identity.sign_in_required'],
    ['a foreign origin', { ...HEADERS, origin: 'https://evil.example' }, 403, 'platform.foreign_origin'],
    ['a cross-site fetch', { ...HEADERS, 'sec-fetch-site': 'cross-site' }, 403, 'platform.foreign_origin'],
    ['a plain form', { ...HEADERS, 'x-requested-with': '' }, 403, 'platform.foreign_origin'],
    ['no idempotency key', { ...HEADERS, 'idempotency-key': '' }, 422, 'platform.idempotency_key_missing'],
  ])('refuses %s', async (_name, headers, status, code) => {
    const app = await start([probe]);
    const answer = await app.inject({ method: 'POST', url: '/api/probe', headers, payload: { name: 'Bình Lư' } });
    expect(answer.statusCode).toBe(status);
    expect(answer.json().error.code).toBe(code);
  });

  test('takes a long list where it says so, and nowhere else', async () => {
    const long = { ...probe, path: '/api/long', longBody: true };
    const app = await start([probe, long]);
    const payload = { name: 'x'.repeat(3 * 1024 * 1024) };
    const post = async (url: string) =>
      (await app.inject({ method: 'POST', url, headers: HEADERS, payload })).statusCode;
    expect([await post('/api/long'), await post('/api/probe')]).toEqual([200, 413]);
  });

  test('names the wrong field in Vietnamese', async () => {
    const app = await start([probe]);
    const answer = await app.inject({ method: 'POST', url: '/api/probe', headers: HEADERS, payload: { name: 'x' } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.fields[0]).toMatchObject({ path: 'name' });
    expect(answer.json().error.fields[0].message).toMatch(/ký tự|Quá|nhỏ|ngắn/i);
  });

  test('stays closed until the first password is changed', async () => {
    const app = await start([probe], { sessionId: 's', subject, mustChangePassword: true });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/probe',
      headers: HEADERS,
      payload: { name: 'Bình Lư' },
    });
    expect(answer.json().error.code).toBe('identity.password_change_required');
  });

  test.each([
    ['our own error', new AppError('probe.wrong', 409, 'Sai trạng thái.'), 409, 'probe.wrong', 'Sai trạng thái.'],
    ['a fault', new Error('select secret from table'), 500, 'platform.fault', 'Hệ thống gặp lỗi'],
  ])('maps %s', async (_name, error, status, code, text) => {
    const failing = defineRoute({
      method: 'GET',
      path: '/api/failing',
      policy: 'probe.read',
      summary: 'x',
      handle: async () => {
        throw error;
      },
    });
    const app = await start([failing]);
    const answer = await app.inject({ method: 'GET', url: '/api/failing', headers: HEADERS });
    expect(answer.statusCode).toBe(status);
    expect(answer.json().error.code).toBe(code);
    expect(answer.json().error.message).toContain(text);
    expect(answer.body).not.toContain('select secret');
  });
});

test('policies answer commands and the browser alike', () => {
  expect(policies.abilities(subject, null)).toEqual({ 'probe.read': true });
  expect(policies.abilities({ ...subject, roles: [] }, null)).toEqual({ 'probe.read': 'Chỉ văn thư được xem.' });
  expect(() => policies.authorize('probe.read', { ...subject, roles: [] }, null)).toThrow('Chỉ văn thư được xem.');
});

test('every answer carries the security headers, pages a content security policy with a fresh nonce', async () => {
  const app = await start([probe]);
  const page = await app.inject({ method: 'GET', url: '/van-ban-den' });
  const again = await app.inject({ method: 'GET', url: '/van-ban-den' });
  const missing = await app.inject({ method: 'GET', url: '/api/none' });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  // The signing programs of the person's own computer, nothing else outside.
  const policy = String(page.headers['content-security-policy']);
  expect(
    /connect-src ([^;]+)/
      .exec(policy)?.[1]
      ?.split(' ')
      .filter((source) => !/^(?:http|wss):\/\/127\.0\.0\.1:\d+$/.test(source)),
  ).toEqual(["'self'"]);
  expect(page.headers['content-security-policy']).not.toBe(again.headers['content-security-policy']);
  for (const answer of [page, missing]) {
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['referrer-policy']).toBe('same-origin');
  }
  expect(missing.json().error.code).toBe('platform.not_found');
});

test('the API describes itself as OpenAPI 3.1', async () => {
  const app = await start([probe]);
  const answer = await app.inject({ method: 'GET', url: '/api/docs' });
  expect(answer.json().openapi).toBe('3.1.0');
  expect(answer.json().paths['/api/probe'].post.description).toContain('probe.read');
});
