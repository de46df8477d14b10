import {
  AccountEntryPage,
  AccountHistory,
  AttestationAnswer,
  AttestationView,
  WasteBoard,
  WastePeople,
} from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { type AccountsRig, createAccountsRig } from './accounts.testing.ts';
import { createAccountsModule } from './index.ts';

type App = Awaited<ReturnType<typeof buildServer>>;

let rig: AccountsRig;
let app: App;
let accountId: string;
const who = new Map<string, Subject>();

beforeAll(async () => {
  rig = await createAccountsRig();
  who.set('focal', rig.focal).set('head', rig.head).set('clerk', rig.clerk).set('specialist', rig.specialist);
  accountId = (await rig.account({ name: 'tuala', holder_name: 'Lý A Tủa', used_on: '2021-01-10' })).id;
  app = await buildServer({
    services: rig.office,
    routes: createAccountsModule({ openWork: async () => 0 }).routes ?? [],
    resolveSession: async (token) => {
      const subject = who.get(token);
      return subject === undefined
        ? undefined
        : { sessionId: newId(), subject, mustChangePassword: false, provedUntil: new Date('2100-01-01') };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 30_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await rig.office.close();
});

const call = (method: 'GET' | 'POST', url: string, token: string, body?: object) =>
  app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      cookie: `congvu=${token}; __Host-congvu=${token}`,
    },
    ...(body !== undefined && { payload: body }),
  });

describe('reading', () => {
  test('answers keep to the contracts', async () => {
    const answers = await Promise.all([
      call('GET', '/api/accounts-register?waste=any&mobileEditing=false', 'focal'),
      call('GET', `/api/accounts-register/${accountId}`, 'clerk'),
      call('GET', '/api/waste?all=true&limit=5', 'focal'),
      call('GET', `/api/waste/${rig.communeId}`, 'head'),
      call('GET', '/api/attestation', 'head'),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    const [register, history, board, people, attestation] = answers.map((answer): unknown => answer.json());
    expect(AccountEntryPage.parse(register).items).toMatchObject([{ name: 'tuala', waste: 'idle' }]);
    expect(AccountHistory.parse(history).account.id).toBe(accountId);
    expect(WasteBoard.parse(board)).toMatchObject({ idle: 1, cost: 20_000 });
    expect(WastePeople.parse(people).items).toHaveLength(1);
    expect(AttestationAnswer.parse(attestation)).toEqual({ attestation: null });
  });

  test.each(['/api/accounts-register/template', '/api/accounts-register/export', '/api/waste/export'])(
    '%s is a sheet, not an account of that name',
    async (url) => {
      const answer = await call('GET', url, 'focal');
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toContain('spreadsheetml');
      expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK');
    },
  );

  test.each([
    ['/api/accounts-register', 'nobody', 401],
    ['/api/waste', 'specialist', 403],
    ['/api/attestation', 'specialist', 403],
    ['/api/accounts-register/template', 'clerk', 403],
    ['/api/accounts-register/không-phải-mã', 'clerk', 400],
    ['/api/waste?limit=1000', 'focal', 400],
  ])('%s as %s: %i', async (url, token, status) => {
    expect((await call('GET', encodeURI(url), token)).statusCode).toBe(status);
  });
});

describe('acting', () => {
  test('keep, unkeep, ask, attest over HTTP', async () => {
    const kept = await call('POST', `/api/accounts-register/${accountId}/keep`, 'clerk', {
      reason: 'Nghỉ thai sản',
      until: '2021-06-30',
    });
    expect(kept.json()).toMatchObject({ kept: { until: '2021-06-30' }, waste: null });
    expect((await call('POST', `/api/accounts-register/${accountId}/unkeep`, 'clerk', {})).statusCode).toBe(200);
    expect((await call('POST', '/api/waste/attestations', 'focal', {})).json()).toEqual({ asked: 1, reminded: 0 });
    const attested = await call('POST', '/api/attestation', 'head', { rows: [{ accountId, answer: 'needed' }] });
    expect(AttestationView.parse(attested.json())).toMatchObject({ state: 'attested' });
    expect((await call('POST', `/api/accounts-register/${accountId}/invitation`, 'clerk', {})).statusCode).toBe(403);
  });

  test.each([
    [{ reason: '', until: '2021-06-30' }],
    [{ reason: 'Nghỉ ốm', until: '30/06/2021' }],
    [{ reason: 'x'.repeat(301), until: '2021-06-30' }],
  ])('a wrong body is refused by its field', async (body) => {
    expect((await call('POST', `/api/accounts-register/${accountId}/keep`, 'clerk', body)).statusCode).toBe(400);
  });
});
