import { buildEdxml } from '@congvu/edxml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArrivedMessage } from '#modules/carriers';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { retryQuarantined } from '../commands/decide-quarantine.ts';
import { asSystem, buildExchange, countIncoming, inboxOf, type TestExchange } from '../interchange.testing.ts';
import { storeArrivals } from './store-arrivals.ts';

let office: TestOffice;
let all: TestExchange;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 1);
});
afterAll(() => office.close());

async function broughtFile(): Promise<ArrivedMessage> {
  const [receiver] = all.receivers;
  const bytes = await buildEdxml(
    {
      kind: 'document',
      from: { agencyCode: 'H35.77', name: 'Sở Ở Xa' },
      to: [{ agencyCode: receiver?.code ?? '', name: receiver?.name ?? '' }],
      documentId: 'H35.77,2021/03/16,1/SOX',
      number: '1',
      symbol: 'SOX',
      issuedOn: '2021-03-16',
      abstract: 'V/v thử',
    },
    [{ name: 'a.pdf', content: Buffer.from('%PDF-1.7 a') }],
  );
  return {
    agencyId: receiver?.agencyId ?? '',
    carrier: 'mail',
    connectionId: null,
    messageId: 'H35.77/file',
    kind: 'document',
    senderAgencyId: null,
    senderCode: 'H35.77',
    receiverCode: receiver?.code ?? '',
    ...(await office.blobs.put(bytes)),
    content: null,
    priority: 0,
    unproven: 'Tệp do văn thư nhập tay.',
  };
}

test('a message nobody vouches for waits for the clerk, however often it is brought, and says so once taken in', async () => {
  const [receiver] = all.receivers;
  const message = await broughtFile();
  await storeArrivals(asSystem(office), [message]);
  await storeArrivals(asSystem(office), [message]);
  await all.settle();
  const [row] = await inboxOf(office, message.agencyId);
  expect(row).toMatchObject({ state: 'quarantined', error_code: 'interchange.sender_unproven' });
  expect(await countIncoming(office, message.agencyId)).toMatchObject({ documents: 0 });
  if (receiver === undefined || row === undefined) {
    throw new Error('one receiver, one message');
  }
  await retryQuarantined(office.as(receiver.clerk), row.id);
  await all.settle();
  expect(await countIncoming(office, message.agencyId)).toMatchObject({ documents: 1 });
  // Brought once more, it changes nothing that was decided.
  await storeArrivals(asSystem(office), [message]);
  await all.settle();
  expect(await countIncoming(office, message.agencyId)).toMatchObject({ documents: 1 });
});

test('the same message proven is taken in at once (the control)', async () => {
  const { unproven: _unproven, ...message } = await broughtFile();
  const proven = { ...message, messageId: 'H35.77/proven', connectionId: all.senderId };
  await rawQuery(office.db, 'delete from interchange_intake', []);
  await storeArrivals(asSystem(office), [proven]);
  await all.settle();
  const rows = await inboxOf(office, message.agencyId);
  expect(rows.find(({ message_id }) => message_id === 'H35.77/proven')?.state).not.toBe('quarantined');
});
