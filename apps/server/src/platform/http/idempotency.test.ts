import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { record } from '#modules/audit';
import { buildAgency, buildSubject, buildUnit } from '../../modules/org/org.testing.ts';
import { definePolicies, type Subject, YES } from '../authorise.ts';
import { command } from '../context.ts';
import { createDb, createPool } from '../db.ts';
import { newId } from '../ids.ts';
import { rawQuery } from '../sql.ts';
import { createTestOffice, type TestOffice } from '../testing/test-context.ts';
import { defineRoute } from './route.ts';
import { buildServer } from './server.ts';

/** The short form of `npm run trust -- idempotency`: two servers over one database (T30). */
definePolicies<null, 'repeated.write'>({ 'repeated.write': () => YES });

let office: TestOffice;
let subject: Subject;
const servers: FastifyInstance[] = [];

const write = defineRoute({
  method: 'POST',
  path: '/api/repeated',
  policy: 'repeated.write',
  summary: 'thử',
  body: z.object({ name: z.string() }),
  response: z.object({ id: z.string() }),
  handle: (context, { body }) =>
    command(context, async (tx) => {
      const id = newId();
      await rawQuery(
        tx,
        "insert into register (agency_id, id, direction, series, year, name) values ($1, $2, 'incoming', $3, 2021, $4)",
        [subject.agencyId, id, id, body.name],
      );
      const leaf = { action: 'probe.opened', agencyId: subject.agencyId, objectKind: 'register', objectId: id };
      await record(tx, context, leaf);
      return { id };
    }),
});

/** A process of its own as far as the database sees: its own pool. */
async function openServer(): Promise<FastifyInstance> {
  const pool = createPool(office.database.url, 4);
  const app = await buildServer({
    services: { ...office, db: createDb(pool) },
    routes: [write],
    resolveSession: async () => ({ sessionId: 's', subject, mustChangePassword: false }),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  app.addHook('onClose', () => pool.end());
  servers.push(app);
  return app;
}

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  subject = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  await openServer();
  await openServer();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await office?.close();
});

const HEADERS = { 'x-requested-with': 'congvu', cookie: '__Host-congvu=x', 'content-type': 'application/json' };

async function send(server: FastifyInstance | undefined, key: string, name: string) {
  const headers = { ...HEADERS, 'idempotency-key': key };
  const answer = await server?.inject({ method: 'POST', url: '/api/repeated', headers, payload: { name } });
  return { status: answer?.statusCode, body: answer?.json() as { id?: string; error?: { code: string } } };
}

async function effects(name: string): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(office.db, 'select id from register where name = $1', [name]);
  return rows.map(({ id }) => id);
}

async function race(name: string): Promise<Set<string>> {
  const key = newId();
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, index) => send(servers[index % servers.length], key, name)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  return new Set(answers.map(({ body }) => body.id ?? ''));
}

test('five copies at two servers are one effect and one answer', async () => {
  const told = await race('năm bản');
  expect([...told]).toEqual(await effects('năm bản'));
  expect(told.size).toBe(1);
});

test('after the browser hung up and the server began anew, the same key answers what was done', async () => {
  const key = newId();
  const server = await openServer();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo; // it listens on TCP
  const headers = { ...HEADERS, 'idempotency-key': key };
  const sent = request({ host: '127.0.0.1', port, path: '/api/repeated', method: 'POST', headers });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ name: 'bỏ dở' }));
  // Done on the server, and nobody is there to be told.
  await expect.poll(() => effects('bỏ dở')).toHaveLength(1);
  sent.destroy();
  const fresh = await openServer();
  const again = await send(fresh, key, 'bỏ dở');
  expect([again.body.id]).toEqual(await effects('bỏ dở'));
});

test('the same key with another content is refused and does nothing', async () => {
  const key = newId();
  await send(servers[0], key, 'nội dung một');
  const other = await send(servers[1], key, 'nội dung hai');
  expect(other).toMatchObject({ status: 422, body: { error: { code: 'platform.idempotency_mismatch' } } });
  expect(await effects('nội dung hai')).toEqual([]);
});

test('control: a server that cannot find a key again does it five times', async () => {
  await office.database.pool.query(
    `create function forget_key() returns trigger language plpgsql as
       $$ begin new.key := new.key || gen_random_uuid(); return new; end $$;
     create trigger forget_key before insert on idempotency_key for each row execute function forget_key()`,
  );
  const told = await race('đối chứng');
  expect(told.size).toBe(5);
  expect(await effects('đối chứng')).toHaveLength(5);
  await office.database.pool.query('drop trigger forget_key on idempotency_key');
});
