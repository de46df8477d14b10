import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { definePolicies, no } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { startEventHub } from '../../platform/events.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { sessionCookieName } from '../../platform/http/security.ts';
import { buildServer } from '../../platform/http/server.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { AGENCY, somebody, write } from './audit.testing.ts';
import { record } from './record.ts';
import { createRefusals } from './refusals.ts';

const policies = definePolicies<null, 'probe.forbidden'>({ 'probe.forbidden': () => no('không ai') });
const CANARY = 'canary-7f3a-mat-khau';
const caller = somebody({ roles: ['specialist'], displayName: 'Kẻ Thử' });

const forbidden = defineRoute({
  method: 'POST',
  path: '/api/probe/:id',
  policy: 'probe.forbidden',
  summary: 'probe',
  params: z.object({ id: z.string() }),
  query: z.object({ token: z.string().optional() }),
  body: z.object({ password: z.string(), pin: z.string() }),
  handle: async ({ subject }) => policies.authorize('probe.forbidden', subject, null),
});

let office: TestOffice;
let app: FastifyInstance;
let hub: ReturnType<typeof startEventHub>;

beforeAll(async () => {
  office = await createTestOffice();
  hub = startEventHub(office.database.pool, office.log);
  app = await buildServer({
    services: office,
    routes: [forbidden],
    resolveSession: async () => ({ sessionId: 's', subject: caller, mustChangePassword: false }),
    events: hub,
    refused: createRefusals(),
    uploadLimit: 1_000,
  });
});
afterAll(async () => {
  await app.close();
  await hub.close();
  await office.close();
});

async function attempt(id: string): Promise<number> {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/probe/${id}?token=${CANARY}`,
    headers: { 'x-requested-with': 'congvu', 'idempotency-key': `probe-${id}-0001` },
    cookies: { [sessionCookieName(office.config).name]: 'anything' },
    payload: { password: CANARY, pin: CANARY },
  });
  return answer.statusCode;
}

async function refusals() {
  return rawQuery<{ actor_name: string; object_id: string; detail: Record<string, unknown> }>(
    office.db,
    `select actor_name, object_id, detail from audit_leaf where agency_id = $1 and action = 'audit.refused' order by id`,
    [AGENCY],
  );
}

describe('what a policy forbade', () => {
  test('leaves one line with who, where, which object and why, and neither body nor query', async () => {
    expect(await attempt('thing-1')).toBe(403);
    const [leaf, ...more] = await refusals();
    expect(more).toEqual([]);
    expect(leaf).toEqual({
      actor_name: 'Kẻ Thử',
      object_id: 'thing-1',
      detail: { method: 'POST', path: '/api/probe/:id', code: 'probe.forbidden.forbidden' },
    });
    const dump = await rawQuery<{ row: string }>(office.db, 'select audit_leaf::text as row from audit_leaf', []);
    expect(dump.map(({ row }) => row).join('')).not.toContain(CANARY);
  });

  test('a flood is one line a minute that counts the rest', async () => {
    for (let time = 0; time < 20; time += 1) {
      expect(await attempt(`thing-${time}`)).toBe(403);
    }
    expect(await refusals()).toHaveLength(1);
    office.clock.advance(61_000);
    await attempt('thing-x');
    const lines = await refusals();
    expect(lines).toHaveLength(2);
    expect(lines[1]?.detail).toMatchObject({ repeated: 20 });
  });

  test('a trace that cannot be kept leaves the refusal a refusal', async () => {
    office.clock.advance(61_000);
    const failing = vi.spyOn(office.clock, 'now').mockImplementationOnce(() => {
      throw new Error('no clock');
    });
    expect(await attempt('thing-y')).toBe(403);
    expect(failing).toHaveBeenCalled();
    failing.mockRestore();
  });
});

describe('leaf and change are one', () => {
  const context = () => office.as(caller);

  test('a change without a leaf is rolled back; with one it stands; a leaf without its change falls with it', async () => {
    const change = "insert into idempotency_key (user_id, key, route, body_hash) values ('t41', $1, 'r', 'h')";
    const silent = command(context(), async (tx) => rawQuery(tx, change, ['silent']));
    await expect(silent).rejects.toMatchObject({ code: 'platform.unaudited_command' });
    const failing = command(context(), async (tx) => {
      await record(tx, context(), { action: 'probe.failed', agencyId: AGENCY, objectKind: 'probe', objectId: 't41' });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await write(context(), { action: 'probe.done', objectId: 't41' });
    const kept = await rawQuery<{ action: string }>(
      office.db,
      "select action from audit_leaf where object_id = 't41'",
      [],
    );
    expect(kept).toEqual([{ action: 'probe.done' }]);
    expect(await rawQuery(office.db, "select 1 from idempotency_key where user_id = 't41'", [])).toEqual([]);
  });
});
