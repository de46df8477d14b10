import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { asSystem, buildExchange, dispatchesOf, type TestExchange } from '../interchange.testing.ts';
import { outboxOf } from '../parcels.testing.ts';
import { takeReturned } from './take-returned.ts';

let office: TestOffice;
let all: TestExchange;
const connectionId = newId();

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 2);
});
afterAll(() => office.close());

/** A letter to both that a connection has taken off our hands. */
async function sendOver(connection: string) {
  const letter = await all.issue();
  const parcels = await rawQuery<{ message_id: string }>(
    office.db,
    `update interchange_outbox set state = 'sent', connection_id = $1, sent_at = now() where state = 'queued' returning message_id`,
    [connection],
  );
  await rawQuery(office.db, `update interchange_dispatch set state = 'sent' where state = 'queued'`, []);
  return { letter, messageId: parcels[0]?.message_id ?? '' };
}

const say = (messageId: string, receiver: string, connection = connectionId) =>
  takeReturned(asSystem(office), {
    connectionId: connection,
    messageId,
    isFor: (code) => code === receiver,
    code: 'carriers.mail_bounced',
    reason: 'Thư không đến được: 550 5.1.1',
  });

const notices = () =>
  rawQuery(office.db, `select 1 from notification where agency_id = $1 and kind = 'interchange.failed'`, [
    all.senderId,
  ]);

test('what came back is a dead letter of that receiver alone, said once', async () => {
  const { letter, messageId } = await sendOver(connectionId);
  const [first, second] = all.receivers;
  await say(messageId, first?.code ?? '');
  const rows = await dispatchesOf(office, letter);
  expect(new Map(rows.map((row) => [row.receiver_code, row.state]))).toEqual(
    new Map([
      [first?.code, 'failed'],
      [second?.code, 'sent'],
    ]),
  );
  expect(rows.find(({ receiver_code }) => receiver_code === first?.code)).toMatchObject({
    error_code: 'carriers.mail_bounced',
    note: 'Thư không đến được: 550 5.1.1',
  });
  const told = (await notices()).length;
  expect(told).toBeGreaterThan(0);
  await say(messageId, first?.code ?? '');
  expect(await notices()).toHaveLength(told);
  const states = (await outboxOf(office, all.senderId)).map(({ state }) => state).sort();
  expect(states).toEqual(['failed', 'sent']);
});

test('another connection, another message or another receiver changes nothing', async () => {
  const { letter, messageId } = await sendOver(connectionId);
  const code = all.receivers[0]?.code ?? '';
  await say(messageId, code, newId());
  await say(newId(), code);
  await say(messageId, 'H99');
  expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('what the receiver has reported on stays', async () => {
  const { letter, messageId } = await sendOver(connectionId);
  await rawQuery(office.db, `update interchange_dispatch set state = 'accepted' where message_id = $1`, [messageId]);
  await say(messageId, all.receivers[0]?.code ?? '');
  expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['accepted', 'accepted']);
});
