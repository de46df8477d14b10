import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { createInterchangeModule } from './index.ts';
import { buildExchange, deliver, dispatchesOf, type TestExchange } from './interchange.testing.ts';

let office: TestOffice;
let exchange: TestExchange;
let app: Awaited<ReturnType<typeof buildServer>>;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchange(office, 2);
  const people: Record<string, Subject> = { clerk: exchange.clerk, specialist: exchange.specialist };
  app = await buildServer({
    services: office,
    routes: createInterchangeModule().routes ?? [],
    resolveSession: async (token) => {
      const subject = people[token];
      return subject === undefined ? undefined : { sessionId: token, subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

async function call(method: 'GET' | 'POST', url: string, who: string | undefined, payload?: object) {
  serial += 1;
  const answer = await app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `route-test-${serial}`,
      ...(who !== undefined && { cookie: `__Host-congvu=${who}; congvu=${who}` }),
    },
    ...(payload !== undefined && { payload }),
  });
  return answer;
}

test('every route asks who, what may he, is it whole, and answers by its contract', async () => {
  const letter = await exchange.issue({
    receivers: [
      { agencyId: null, name: 'Công ty Điện lực', code: '' },
      ...exchange.receivers.map(({ agencyId, name, code }) => ({ agencyId, name, code })),
    ],
  });
  await exchange.settle();
  const [paper] = await dispatchesOf(office, letter);
  const list = '/api/interchange/dispatches?box=all';
  const board = `/api/interchange/boards/${letter.documentId}`;
  for (const url of [list, board]) {
    expect((await call('GET', url, undefined)).statusCode).toBe(401);
    expect((await call('GET', url, 'specialist')).statusCode).toBe(403);
    expect((await call('GET', url, 'clerk')).statusCode).toBe(200);
  }
  const marked = `/api/interchange/dispatches/${paper?.id}/on-paper`;
  expect((await call('POST', marked, 'clerk', { sentOn: 'hôm nay' })).statusCode).toBe(400);
  expect((await call('POST', marked, 'specialist', { sentOn: '2021-03-22' })).statusCode).toBe(403);
  expect((await call('POST', marked, 'clerk', { sentOn: '2021-03-22' })).json()).toEqual({ queued: 1 });
  const settled = { dispatchIds: [paper?.id], note: 'Đã nhận qua bưu điện' };
  expect((await call('POST', '/api/interchange/dispatches/settle', 'clerk', settled)).json()).toEqual({ queued: 1 });
  const again = await call('POST', '/api/interchange/dispatches/resend', 'clerk', { dispatchIds: [paper?.id] });
  expect(again.statusCode).toBe(403);
  const view = (await call('GET', board, 'clerk')).json<{ receivers: { stateLabel: string }[] }>();
  expect(view.receivers.map((receiver) => receiver.stateLabel)).toEqual(['Đã gửi giấy', 'Đã đến', 'Đã đến']);
});

test('messages set aside are listed, read again and discarded', async () => {
  const id = await deliver(office, {
    agency_id: exchange.senderId,
    kind: 'document',
    sender_code: 'H35.9.1',
    receiver_code: exchange.senderCode,
    bytes: Buffer.from('không phải edXML'),
  });
  await exchange.settle();
  const one = `/api/interchange/quarantine/${id}`;
  expect((await call('GET', '/api/interchange/quarantine', 'specialist')).statusCode).toBe(403);
  expect((await call('GET', '/api/interchange/quarantine', 'clerk')).json()).toMatchObject({ items: [{ id }] });
  expect((await call('GET', `${one}/raw`, 'specialist')).statusCode).toBe(403);
  expect((await call('POST', `${one}/retry`, 'clerk')).json()).toEqual({ id });
  await exchange.settle();
  expect((await call('POST', `${one}/discard`, 'clerk', { reason: '' })).statusCode).toBe(400);
  expect((await call('POST', `${one}/discard`, 'clerk', { reason: 'Gói tin rác' })).json()).toEqual({ id });
  expect((await call('POST', `${one}/retry`, 'clerk')).statusCode).toBe(403);
});
