import {
  MailboxHistory,
  MailboxPage,
  MailboxView,
  MailDirectory,
  MailDrifts,
  MailSettingsView,
  MyMailboxes,
} from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { createMailModule } from './index.ts';

type App = Awaited<ReturnType<typeof buildServer>>;

let office: TestOffice;
let app: App;
let mailboxId: string;
const who = new Map<string, Subject>();

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND xã Nà Một' });
  const unit = await buildUnit(office.db, agency.id);
  const at = { agencyId: agency.id, unitId: unit.id };
  const focal = await buildSubject(office.db, { ...at, roles: ['focal'] });
  who.set('focal', focal).set('specialist', await buildSubject(office.db, { ...at, roles: ['specialist'] }));
  const made = await office.db.transaction().execute((tx) =>
    recordNewMailbox(tx, office.as(focal), {
      agencyId: agency.id,
      personId: null,
      kind: 'unit',
      holderName: 'UBND xã Nà Một',
      unitName: '',
      address: 'namot@bansen.laichau.gov.vn',
      on: '2021-03-22',
      requestId: null,
      link: null,
    }),
  );
  mailboxId = made.mailboxId;
  app = await buildServer({
    services: office,
    routes: createMailModule(createPortLog()).routes ?? [],
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
  await office.close();
});

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, token: string, body?: object) =>
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

test('answers keep to the contracts; a step is done once', async () => {
  const page = MailboxPage.parse((await call('GET', '/api/mailboxes?pending=true', 'focal')).json());
  expect(page).toMatchObject({ total: 1, backend: 'manual' });
  const { mailbox } = MailboxHistory.parse((await call('GET', `/api/mailboxes/${mailboxId}`, 'focal')).json());
  const step = mailbox.pendingStep?.id ?? '';
  const done = await call('POST', `/api/mail-steps/${step}/done`, 'focal', { note: 'đã trao mật khẩu' });
  expect(MailboxView.parse(done.json()).pendingStep).toBeNull();
  expect((await call('POST', `/api/mail-steps/${step}/done`, 'focal', {})).statusCode).toBe(409);
});

test.each([
  ['/api/mailboxes', 'nobody', 401],
  ['/api/mailboxes', 'specialist', 200],
  ['/api/mailboxes/template', 'specialist', 403],
  ['/api/mailboxes/template', 'focal', 200],
  ['/api/mailboxes/export', 'focal', 200],
  ['/api/mailboxes/export', 'specialist', 403],
  ['/api/mailboxes/x', 'focal', 400],
])('%s as %s: %i', async (url, token, status) => {
  expect((await call('GET', url, token)).statusCode).toBe(status);
});

test('acts on one mailbox, the own ones, the directory and the settings keep to the contracts', async () => {
  const suspended = await call('POST', `/api/mailboxes/${mailboxId}/suspend`, 'focal', { reason: 'Nghi lộ mật khẩu' });
  expect(MailboxView.parse(suspended.json())).toMatchObject({ state: 'suspended' });
  expect((await call('POST', `/api/mailboxes/${mailboxId}/suspend`, 'specialist', { reason: 'x' })).statusCode).toBe(
    404,
  );
  const resumed = await call('POST', `/api/mailboxes/${mailboxId}/resume`, 'focal');
  expect(MailboxView.parse(resumed.json())).toMatchObject({ state: 'active' });
  const directory = MailDirectory.parse((await call('GET', '/api/mail-directory?q=na mot', 'specialist')).json());
  expect(directory.items).toMatchObject([{ address: 'namot@bansen.laichau.gov.vn' }]);
  expect(MyMailboxes.parse((await call('GET', '/api/me/mailboxes', 'specialist')).json()).items).toEqual([]);
  expect(MailSettingsView.parse((await call('GET', '/api/mail-settings', 'focal')).json()).backend).toBe('manual');
  expect(MailDrifts.parse((await call('GET', '/api/mail-drifts', 'focal')).json()).items).toEqual([]);
  expect((await call('GET', `/api/mailboxes/${mailboxId}/archive`, 'focal')).statusCode).toBe(403);
  expect((await call('DELETE', `/api/me/mailboxes/${mailboxId}/passwords/${newId()}`, 'specialist')).statusCode).toBe(
    404,
  );
});

test.each([
  ['/api/mail-settings', 'specialist', 403],
  ['/api/mail-drifts', 'specialist', 403],
  ['/api/mail-directory', 'nobody', 401],
  ['/api/me/mailboxes', 'nobody', 401],
])('%s as %s: %i', async (url, token, status) => {
  expect((await call('GET', url, token)).statusCode).toBe(status);
});
