import { Setup } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../../platform/context.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { NO_CERTIFICATES } from '../certificate/sign-in-certificate.ts';
import { expectCode, newBrowser, PASSWORD } from '../identity.testing.ts';
import { createIdentityModule } from '../index.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewLink } from '../queries/view-link.ts';
import { prepareSetup, setUpOffice, viewSetup } from './set-up-office.ts';

const HOUR_MS = 3_600_000;
let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice({ demo: false });
});
afterAll(() => office.close());
// Every case starts on an installation without any agency; only this file writes into its database.
beforeEach(async () => {
  await office.database.pool.query('truncate org_agency, identity_link cascade');
});

const visitor = (): Context => ({
  ...office,
  subject: undefined,
  meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'test' },
  idempotency: undefined,
});

const body = Setup.parse({
  agency: {
    name: 'UBND huyện Tam Đường',
    place: 'Tam Đường',
    symbol: 'UBND',
    kind: 'peoples_committee',
    tier: 'district',
    code: 'H35.9',
  },
  person: { fullName: 'Vàng Thị Quản' },
  userName: 'quản.trị',
  password: PASSWORD,
});

async function offer(): Promise<string> {
  return (await prepareSetup(office)) ?? '';
}

test('the link founds the office once and signs its administrator in, who must set up a second factor first', async () => {
  const token = await offer();
  expect(await viewSetup(visitor(), token)).toMatchObject({ passwordRule: { minLength: 15 } });
  const browser = newBrowser();
  const { answer, tokens } = await setUpOffice(visitor(), token, body, browser);
  browser.take(tokens);
  expect(answer).toMatchObject({ step: 'set_up_second_factor', hint: expect.stringContaining('bộ gõ') });
  const signedIn = await resolveSession(office, browser.session ?? '');
  expect(signedIn?.mustChangePassword).toBe(true);
  expect(signedIn?.subject).toMatchObject({ roles: ['administrator'], displayName: 'Vàng Thị Quản' });
  await expectCode(setUpOffice(visitor(), token, body, browser), 'identity.setup_over');
  expect(await prepareSetup(office)).toBeUndefined();
  const leaves = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where agency_id = $1 order by ctid',
    [signedIn?.subject.agencyId],
  );
  expect(leaves.map((leaf) => leaf.action)).toEqual(['identity.office_set_up', 'identity.signed_in']);
});

test('a link of an earlier start is void, an expired one too', async () => {
  const first = await offer();
  const second = await offer();
  await expectCode(viewSetup(visitor(), first), 'identity.setup_over');
  await viewSetup(visitor(), second);
  office.clock.advance(24 * HOUR_MS);
  await expectCode(setUpOffice(visitor(), second, body, newBrowser()), 'identity.setup_over');
});

test('a weak password or a wrong user name leaves nothing behind and the link open', async () => {
  const token = await offer();
  const weak = { ...body, password: 'Muoi-bon-kytu7' };
  await expectCode(setUpOffice(visitor(), token, weak, newBrowser()), 'identity.password_weak');
  await expectCode(
    setUpOffice(visitor(), token, { ...body, userName: '!!' }, newBrowser()),
    'identity.user_name_invalid',
  );
  expect(await rawQuery(office.db, 'select id from org_agency', [])).toEqual([]);
  await viewSetup(visitor(), token);
});

test('used twice at once it founds one office', async () => {
  const token = await offer();
  const both = await Promise.allSettled([1, 2].map(() => setUpOffice(visitor(), token, body, newBrowser())));
  expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await rawQuery(office.db, 'select id from org_agency', [])).toHaveLength(1);
});

test('a set-up link is no account link, and made-up secrets open nothing', async () => {
  const token = await offer();
  await expectCode(viewLink(visitor(), token), 'identity.link_over');
  await expectCode(viewSetup(visitor(), 'x'.repeat(43)), 'identity.setup_over');
});

test('over http the link of the console opens the form, founds the office and sets the session cookie', async () => {
  const identity = createIdentityModule({
    counts: async () => ({}),
    userAdded: async () => undefined,
    tellPerson: async () => undefined,
    proveByCertificate: NO_CERTIFICATES,
  });
  const app = await buildServer({
    services: office,
    routes: identity.routes ?? [],
    resolveSession: (token) => identity.resolveSession(office, token),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  const url = `/api/setup/${await identity.prepareSetup(office)}`;
  const headers = { 'x-requested-with': 'congvu', 'idempotency-key': newId() };
  expect((await app.inject({ url })).json().passwordRule.minLength).toBe(15);
  const answer = await app.inject({ method: 'POST', url, headers, payload: body });
  expect(answer.json()).toMatchObject({ step: 'set_up_second_factor' });
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const me = await app.inject({ url: '/api/me', headers: { cookie } });
  expect(me.json()).toMatchObject({ mustSetUpSecondFactor: true, acting: { agencyName: 'UBND huyện Tam Đường' } });
  expect((await app.inject({ url })).statusCode).toBe(404);
  await app.close();
});
