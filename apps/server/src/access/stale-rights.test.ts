import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import { createModules } from '../modules.ts';
import type { Role, Subject } from '../platform/authorise.ts';
import { type EventHub, startEventHub } from '../platform/events.ts';
import { buildServer } from '../platform/http/server.ts';
import { newId } from '../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { freshlyProved, openSession } from './office.testing.ts';
import { createPlant, type Plant } from './plant.testing.ts';

interface Desk {
  app: FastifyInstance;
  /** Resolves with the next page that listens. */
  listening(): Promise<void>;
}

let office: TestOffice;
let plant: Plant;
let hub: EventHub;
let desk: Desk;
let agencyId: string;
let unitId: string;
let administrator: string;
const closers: (() => Promise<unknown>)[] = [];

async function serve(events: EventHub): Promise<Desk> {
  const modules = createModules();
  let tell: () => void = () => undefined;
  const watched: EventHub = {
    ...events,
    subscribe: (listener) => {
      tell();
      return events.subscribe(listener);
    },
  };
  const app = await buildServer({
    services: office,
    routes: modules.all.flatMap((module) => module.routes ?? []),
    resolveSession: async (token, options) =>
      freshlyProved(await modules.identity.resolveSession(office, token, options)),
    events: watched,
    uploadLimit: 1_000,
  });
  closers.push(() => app.close());
  const listening = (): Promise<void> =>
    new Promise((resolve) => {
      tell = resolve;
    });
  return { app, listening };
}

/** The hub hears only what is told after it has begun to listen. */
async function untilListening(): Promise<void> {
  let heard = false;
  const stop = hub.subscribe(() => {
    heard = true;
  });
  await expect
    .poll(async () => {
      await office.database.pool.query(`select pg_notify('congvu_changed', '{"topic":"probe","agencyId":""}')`);
      return heard;
    })
    .toBe(true);
  stop();
}

beforeAll(async () => {
  office = await createTestOffice();
  plant = await createPlant(office.database.pool);
  hub = startEventHub(office.database.pool, office.log);
  desk = await serve(hub);
  agencyId = (await buildAgency(office.db, { name: 'UBND huyện Mẫu', tier: 'district' })).id;
  unitId = (await buildUnit(office.db, agencyId)).id;
  await plant('identity_policy', {
    agency_id: agencyId,
    second_factor: 'optional',
    idle_minutes: 15,
    admin_idle_minutes: 5,
    absolute_hours: 12,
    lock_after: 5,
    lock_hours: 12,
  });
  administrator = (await signIn(['administrator'])).token;
  await signIn(['administrator']); // the last one can take nothing from himself
});
afterAll(async () => {
  for (const close of closers.reverse()) {
    await close();
  }
  await hub.close();
  await office.close();
});

async function signIn(roles: Role[]): Promise<{ subject: Subject; token: string }> {
  const subject = await buildSubject(office.db, { agencyId, unitId, roles });
  const token = newId().replaceAll('-', '').padEnd(43, '0');
  await openSession(plant, subject, token);
  return { subject, token };
}

function call(
  token: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
  { app } = desk,
): Promise<LightMyRequestResponse> {
  const headers = {
    cookie: `__Host-congvu=${token}`,
    'x-requested-with': 'congvu',
    'idempotency-key': newId(),
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
  };
  return app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
}

/** A page left open; `closed` is everything it heard, when the server has closed it. */
async function openPage(token: string, at = desk): Promise<{ closed: Promise<string> }> {
  await untilListening();
  const listening = at.listening();
  const closed = call(token, 'GET', '/api/events', undefined, at).then((answer) => answer.body);
  await listening;
  return { closed };
}

type Taken = (person: Subject) => Promise<LightMyRequestResponse>;

const TAKEN: [string, Taken][] = [
  [
    'the account is disabled',
    ({ userId }) => call(administrator, 'POST', `/api/accounts/${userId}/disable`, { reason: 'Nghỉ việc' }),
  ],
  [
    'the post has ended',
    ({ positionId }) =>
      call(administrator, 'POST', `/api/org/positions/${positionId}/end`, {
        validTo: '2021-03-21',
        reason: 'Luân chuyển',
      }),
  ],
  [
    'the person has left',
    ({ personId }) =>
      call(administrator, 'POST', `/api/org/people/${personId}/leave`, {
        leaveReason: 'retired',
        leftOn: '2021-03-22',
      }),
  ],
];

describe('rights that are over (T04)', () => {
  test.each(TAKEN)('%s: the open page is closed with the commit, the next request is refused', async (_what, take) => {
    const { subject, token } = await signIn(['clerk']);
    const page = await openPage(token);
    expect((await call(token, 'GET', '/api/incoming/book')).statusCode).toBe(200);
    expect((await take(subject)).statusCode).toBe(200);
    expect(await page.closed).toContain('event: signed-out');
    expect((await call(token, 'GET', '/api/incoming/book')).statusCode).toBe(401);
  });

  test('a role that was taken is over with the next request', async () => {
    const { subject, token } = await signIn(['clerk']);
    expect((await call(token, 'GET', '/api/incoming/book')).statusCode).toBe(200);
    const rights = { roles: ['specialist'], fields: [], sortOrder: 0 };
    expect((await call(administrator, 'PUT', `/api/org/positions/${subject.positionId}`, rights)).statusCode).toBe(200);
    expect((await call(token, 'GET', '/api/incoming/book')).statusCode).toBe(403);
  });

  test('a session ended from another computer closes its page and no other', async () => {
    const { subject, token } = await signIn(['clerk']);
    const other = newId().replaceAll('-', '').padEnd(43, '0');
    const session = await plant('identity_session', {
      agency_id: agencyId,
      user_id: subject.userId,
      token_hash: Buffer.from(other),
      acting_position_id: subject.positionId,
      absolute_until: '2021-03-22T12:00:00Z',
    });
    const page = await openPage(token);
    expect((await call(token, 'POST', `/api/me/sessions/${session.id}/end`)).statusCode).toBe(200);
    expect((await call(token, 'GET', '/api/me')).statusCode).toBe(200);
    expect(
      (await call(administrator, 'POST', `/api/accounts/${subject.userId}/disable`, { reason: 'Hết việc' })).statusCode,
    ).toBe(200);
    expect((await page.closed).match(/signed-out/g)).toHaveLength(1);
  });

  test('a server that hears no events leaves the page open: it is the event that closes it', async () => {
    const deaf = await serve({ subscribe: () => () => undefined, close: async () => undefined });
    const { subject, token } = await signIn(['clerk']);
    const page = await openPage(token, deaf);
    expect(
      (await call(administrator, 'POST', `/api/accounts/${subject.userId}/disable`, { reason: 'Hết việc' })).statusCode,
    ).toBe(200);
    expect((await call(token, 'GET', '/api/me', undefined, deaf)).statusCode).toBe(401);
    await deaf.app.close();
    expect(await page.closed).not.toContain('signed-out');
  });
});

describe('what a body names beyond its schema (T03)', () => {
  const BODY = { documentType: 'official_letter', abstract: 'về việc kiểm tra' };

  test('is not stored, on the way through the server', async () => {
    const { subject, token } = await signIn(['specialist']);
    const strange = {
      state: 'handed_over',
      number: 7,
      agency_id: newId(),
      unitId: newId(),
      signedBy: 'x',
      id: newId(),
    };
    const answer = await call(token, 'POST', '/api/drafts', { ...BODY, ...strange });
    expect(answer.statusCode).toBe(200);
    const { rows } = await office.database.pool.query(
      `select draft.state, draft.agency_id, draft.unit_id, draft.drafter_person_id, document.number
       from drafting_draft draft join document using (agency_id, id) where draft.id = $1`,
      [answer.json<{ id: string }>().id],
    );
    expect(rows).toEqual([
      { state: 'draft', agency_id: agencyId, unit_id: unitId, drafter_person_id: subject.personId, number: null },
    ]);
  });

  test.each(['{"__proto__":{"roles":["administrator"]}}', '{"constructor":{"prototype":{"roles":["administrator"]}}}'])(
    'cannot reach the prototype: %s',
    async (payload) => {
      const { token } = await signIn(['specialist']);
      const answer = await desk.app.inject({
        method: 'POST',
        url: '/api/drafts',
        headers: {
          cookie: `__Host-congvu=${token}`,
          'x-requested-with': 'congvu',
          'idempotency-key': newId(),
          'content-type': 'application/json',
        },
        payload,
      });
      expect(answer.statusCode).toBe(400);
      expect(({} as { roles?: string[] }).roles).toBeUndefined();
    },
  );
});
