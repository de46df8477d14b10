import {
  EmailBody,
  EmailPage,
  EmailView,
  MailDraftPage,
  MailDraftView,
  MailFolders,
  MailHeaders,
  MailIdentities,
  MailVacation,
  SubmissionView,
  WebmailBoxes,
  WebmailLimitsView,
} from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createWebmailModule } from './index.ts';
import type { WebmailPorts } from './ports.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from './webmail.testing.ts';

type App = Awaited<ReturnType<typeof buildServer>>;

const ports: WebmailPorts = {
  queueOut: async () => undefined,
  documentFiles: async () => undefined,
  issuedDocuments: async () => [],
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

let office: TestOffice;
let app: App;
let box: string;
let itemId: string;
const who = new Map<string, Subject>();

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND huyện Tam Đường' });
  const unit = await buildUnit(office.db, agency.id);
  const at = { agencyId: agency.id, unitId: unit.id };
  const mai = await buildSubject(office.db, { ...at, fullName: 'Vàng Thị Mai', roles: ['specialist'] });
  who.set('mai', mai).set('other', await buildSubject(office.db, { ...at, roles: ['administrator'] }));
  box = await buildMailbox(office.db, {
    agencyId: agency.id,
    address: 'maivt@tamduong.laichau.gov.vn',
    personId: mai.personId,
  });
  const message = await storeRaw(office, writeMail({ file: { name: 'a.txt', text: 'chào' } }));
  ({ itemId } = await deliverTo(office, message, { mailboxId: box, agencyId: agency.id }));
  app = await buildServer({
    services: office,
    routes: createWebmailModule({ ...ports, signatureAgain: async () => undefined }).routes ?? [],
    resolveSession: async (token) => {
      const subject = who.get(token);
      return subject === undefined ? undefined : { sessionId: newId(), subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 30_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object | string, token = 'mai') {
  return app.inject({
    method,
    url: path,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      cookie: `congvu=${token}; __Host-congvu=${token}`,
      ...(typeof body === 'string' && { 'content-type': 'multipart/form-data; boundary=b' }),
    },
    ...(body !== undefined && { payload: body }),
  });
}

test('answers keep to the contracts', async () => {
  const read = async (path: string) => (await call('GET', path)).json();
  expect(WebmailBoxes.parse(await read('/api/mail')).items).toMatchObject([{ id: box, unread: 1, relation: 'own' }]);
  expect(MailFolders.parse(await read(`/api/mail/${box}/folders`)).items).toHaveLength(5);
  expect(EmailPage.parse(await read(`/api/mail/${box}/emails?filter=unread`)).items).toHaveLength(1);
  expect(EmailView.parse(await read(`/api/mail/${box}/emails/${itemId}`)).attachments).toHaveLength(1);
  expect(EmailBody.parse(await read(`/api/mail/${box}/emails/${itemId}/body`)).html).not.toBe('');
  const { items } = MailHeaders.parse(await read(`/api/mail/${box}/emails/${itemId}/headers`));
  expect(items.map(({ name }) => name)).toContain('message-id');
  expect(MailIdentities.parse(await read(`/api/mail/${box}/identities`)).items).toHaveLength(1);
  expect(MailVacation.parse(await read(`/api/mail/${box}/vacation`)).enabled).toBe(false);
  expect(WebmailLimitsView.parse(await read('/api/mail-limits')).attachmentMb).toBe(20);
});

test('a mail is written, gets a file, is sent and taken back over HTTP', async () => {
  const { id } = (await call('POST', `/api/mail/${box}/drafts`, { kind: 'reply', sourceId: itemId })).json();
  const part =
    'Content-Disposition: form-data; name="file"; filename="so-lieu.csv"\r\nContent-Type: text/csv\r\n\r\na,b';
  const upload = await call('POST', `/api/mail/${box}/drafts/${id}/files`, `--b\r\n${part}\r\n--b--\r\n`);
  expect(upload.statusCode).toBe(200);
  const view = MailDraftView.parse((await call('GET', `/api/mail/${box}/drafts/${id}`)).json());
  expect(view.attachments).toMatchObject([{ name: 'so-lieu.csv', asLink: false }]);
  expect((await call('GET', view.attachments[0]?.link ?? '')).body).toBe('a,b');
  const { version } = view;
  const sent = SubmissionView.parse((await call('POST', `/api/mail/${box}/drafts/${id}/send`, { version })).json());
  const drafts = MailDraftPage.parse((await call('GET', `/api/mail/${box}/drafts`)).json());
  expect(drafts.items).toMatchObject([{ id, submissionId: sent.id }]);
  expect((await call('POST', `/api/mail/${box}/submissions/${sent.id}/undo`)).json()).toEqual({ id });
  expect((await call('DELETE', `/api/mail/${box}/drafts/${id}`)).statusCode).toBe(200);
});

test('a program is not attached', async () => {
  const { id } = (await call('POST', `/api/mail/${box}/drafts`, {})).json();
  const part =
    'Content-Disposition: form-data; name="file"; filename="x.exe"\r\nContent-Type: application/pdf\r\n\r\nMZ';
  const upload = await call('POST', `/api/mail/${box}/drafts/${id}/files`, `--b\r\n${part}\r\n--b--\r\n`);
  expect(upload.statusCode).toBe(415);
});

test('another person, nobody, and a malformed id', async () => {
  const path = `/api/mail/${box}/emails/${itemId}`;
  expect((await call('GET', path, undefined, 'other')).statusCode).toBe(404);
  expect((await call('GET', `${path}/raw`, undefined, 'other')).statusCode).toBe(404);
  expect((await call('GET', `${path}/attachments/0`, undefined, 'other')).statusCode).toBe(404);
  expect((await call('GET', path, undefined, 'nobody')).statusCode).toBe(401);
  expect((await call('GET', '/api/mail/x/folders')).statusCode).toBe(400);
  expect((await call('GET', `/api/mail-links/${'a'.repeat(32)}`, undefined, 'nobody')).statusCode).toBe(404);
  expect((await call('PUT', '/api/mail-limits', { attachmentMb: 0 })).statusCode).toBe(400);
});
