import { FreeMailStats, MailRegisterAnswer, MailRegisterProposal } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebmailPorts } from '#modules/webmail';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildCommune, recordingPorts } from '../incoming/incoming.testing.ts';
import { buildMailbox } from '../webmail/webmail.testing.ts';
import { createMailbridgeModule } from './index.ts';
import { arriveIn, registerBody, writeLetterMail } from './mailbridge.testing.ts';

type App = Awaited<ReturnType<typeof buildServer>>;

const webmail: WebmailPorts = {
  queueOut: async () => undefined,
  documentFiles: async () => undefined,
  issuedDocuments: async () => [],
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

let office: TestOffice;
let app: App;
let path: string;
const who = new Map<string, Subject>();

beforeAll(async () => {
  office = await createTestOffice();
  const commune = await buildCommune(office.db);
  const { agencyId, clerk, specialist, leader } = commune;
  who.set('clerk', clerk).set('specialist', specialist).set('leader', leader);
  const members = [clerk.personId, specialist.personId];
  const mailboxId = await buildMailbox(office.db, { agencyId, address: 'binhlu@laichau.gov.vn', members });
  const mail = await arriveIn(office, { agencyId, mailboxId }, writeLetterMail());
  path = `/api/mail/${mailboxId}/emails/${mail.id}/register`;
  app = await buildServer({
    services: office,
    routes: createMailbridgeModule({ incoming: recordingPorts(), webmail }).routes ?? [],
    resolveSession: async (token) => {
      const subject = who.get(token);
      return subject === undefined ? undefined : { sessionId: newId(), subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

function call(method: 'GET' | 'POST', url: string, token: string, payload?: object) {
  return app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      cookie: `congvu=${token}; __Host-congvu=${token}`,
    },
    ...(payload !== undefined && { payload }),
  });
}

test('answers keep to the contracts; pressed twice it is one document', async () => {
  const proposal = MailRegisterProposal.parse((await call('GET', path, 'clerk')).json());
  expect(proposal.files).toHaveLength(2);
  const body = registerBody({ mainNo: proposal.mainNo });
  const first = MailRegisterAnswer.parse((await call('POST', path, 'clerk', body)).json());
  const second = MailRegisterAnswer.parse((await call('POST', path, 'clerk', body)).json());
  expect(first.already).toBe(false);
  expect(second).toEqual({ ...first, already: true });
  const stats = await call('GET', '/api/free-mail-stats?from=2021-03-01&until=2021-03-31', 'leader');
  expect(FreeMailStats.parse(stats.json())).toEqual({ units: [], exceptions: [] });
});

test('nobody, who may not, and what is malformed', async () => {
  const code = async (...given: Parameters<typeof call>) => (await call(...given)).statusCode;
  expect(await code('GET', path, 'nobody')).toBe(401);
  expect(await code('POST', path, 'nobody', registerBody())).toBe(401);
  expect(await code('GET', path, 'specialist')).toBe(403);
  expect(await code('POST', path, 'specialist', registerBody())).toBe(403);
  expect(await code('GET', path, 'leader')).toBe(404);
  expect(await code('POST', path, 'clerk', { mainNo: -1 })).toBe(400);
  expect(await code('GET', '/api/free-mail-stats?from=2021-03-01&until=2021-03-31', 'clerk')).toBe(403);
  expect(await code('GET', '/api/free-mail-stats?from=x&until=y', 'leader')).toBe(400);
  const mail = `/api/interchange/dispatches/${newId()}/mail`;
  expect(await code('POST', mail, 'clerk', { mailboxId: newId(), address: 'a@b.example.vn' })).toBe(404);
  expect(await code('POST', mail, 'clerk', { address: 'a@b.example.vn' })).toBe(400);
});
