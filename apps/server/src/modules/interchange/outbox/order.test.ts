import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Parcel, SendOutcome } from '#modules/carriers';
import type { IssuedLetter } from '#modules/outgoing';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { noAmendments } from '../interchange.ports.ts';
import { asSystem, buildExchange, dispatchesOf, type TestExchange, type TestReceiver } from '../interchange.testing.ts';
import { DOWN, outboxOf, SENT, type WatchedCarrier, watchedCarrier } from '../parcels.testing.ts';
import { LEASE_MS, leaseOutbox } from './outbox.store.ts';
import { queueToReceivers } from './queue-to-receivers.ts';
import { sendDue } from './send-due.ts';
import { settleFailure } from './settle-failure.ts';

let office: TestOffice;
let all: TestExchange;
let first: TestReceiver;
let second: TestReceiver;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

// A sender of its own for every test: nothing of another one is due.
beforeEach(async () => {
  await rawQuery(office.db, `update interchange_outbox set state = 'sent' where state = 'queued'`, []);
  all = await buildExchange(office, 2);
  const [one, two] = all.receivers;
  if (one === undefined || two === undefined) {
    throw new Error('two receivers were built');
  }
  [first, second] = [one, two];
});

const to = (...receivers: TestReceiver[]) => receivers.map(({ agencyId, name, code }) => ({ agencyId, name, code }));

/** One round over a carrier that answers so; what it was handed. */
async function sendOver(answer: (parcel: Parcel) => SendOutcome = () => SENT): Promise<Parcel[]> {
  const carrier = watchedCarrier('inside', answer);
  await sendDue({ ...all.exchange, carriers: [carrier] }, office);
  return carrier.parcels;
}

const unreachable = (receiver: TestReceiver) => (parcel: Parcel) =>
  parcel.receiverCode === receiver.code ? DOWN : SENT;

async function envelopeIdOf(letter: IssuedLetter): Promise<string> {
  return (await dispatchesOf(office, letter))[0]?.envelope_document_id ?? '';
}

/** A recall of the letter, issued as a letter of its own. */
async function issueRecall(letter: IssuedLetter): Promise<IssuedLetter> {
  const documentId = await envelopeIdOf(letter);
  all.exchange.amendments = {
    ...noAmendments,
    businessOf: async () => ({ business: { kind: 'recall', documentId }, responsesTo: [{ documentId }] }),
  };
  const recall = await all.issue({ receivers: to(first, second) });
  all.exchange.amendments = noAmendments;
  return recall;
}

const messageIdOf = async (letter: IssuedLetter) => (await dispatchesOf(office, letter))[0]?.message_id ?? '';

describe('khẩn first', () => {
  test('in one round, whatever was issued before; the same urgency in the order of issue', async () => {
    const ordinary = [await all.issue({ receivers: to(first) }), await all.issue({ receivers: to(first) })];
    const urgent = await all.issue({ receivers: to(first), urgency: 'urgent' });
    const express = await all.issue({ receivers: to(first), urgency: 'express' });
    const expected = await Promise.all([express, urgent, ...ordinary].map(messageIdOf));
    expect((await sendOver()).map(({ messageId }) => messageId)).toEqual(expected);
  });

  test('across rounds: a slow lane takes the urgent ones in its first batch', async () => {
    for (let index = 0; index < 21; index += 1) {
      await all.issue({ receivers: to(first) });
    }
    const express = await all.issue({ receivers: to(first), urgency: 'express' });
    await rawQuery(office.db, `update interchange_outbox set carrier = 'national' where agency_id = $1`, [
      all.senderId,
    ]);
    const axis = watchedCarrier('national');
    await sendDue({ ...all.exchange, carriers: [axis] }, office);
    expect(axis.parcels).toHaveLength(20);
    expect(axis.parcels[0]?.messageId).toBe(await messageIdOf(express));
  });
});

describe('what is about a letter does not overtake it on its way to the same receiver', () => {
  test('a recall waits for the receiver that has not got the letter, and for nobody else', async () => {
    const letter = await all.issue({ receivers: to(first, second) });
    await sendOver(unreachable(first));
    const recall = await issueRecall(letter);
    const recallId = await messageIdOf(recall);
    expect(await sendOver()).toMatchObject([{ messageId: recallId, receiverCode: second.code }]);
    office.clock.advance(2 * 60_000);
    expect(await sendOver()).toMatchObject([{ messageId: await messageIdOf(letter), receiverCode: first.code }]);
    expect(await sendOver()).toMatchObject([{ messageId: recallId, receiverCode: first.code }]);
  });

  test('a recall that is more urgent than its letter waits all the same', async () => {
    const letter = await all.issue({ receivers: to(first, second) });
    const recall = await issueRecall(letter);
    await rawQuery(office.db, 'update interchange_outbox set priority = 3 where message_id = $1', [
      await messageIdOf(recall),
    ]);
    expect(new Set((await sendOver()).map(({ messageId }) => messageId))).toEqual(new Set([await messageIdOf(letter)]));
    expect(new Set((await sendOver()).map(({ messageId }) => messageId))).toEqual(new Set([await messageIdOf(recall)]));
  });

  test('13 waits for its letter in the same way', async () => {
    const letter = await all.issue({ receivers: to(first, second) });
    await sendOver(unreachable(first));
    const context = asSystem(office);
    const dispatchIds = (await dispatchesOf(office, letter)).map(({ id }) => id);
    const word = {
      agencyId: all.senderId,
      documentId: letter.documentId,
      dispatchIds,
      code: '13' as const,
      note: 'Nhầm',
    };
    await command(context, (tx) => queueToReceivers(tx, context, word));
    expect(await sendOver()).toMatchObject([{ kind: 'status', receiverCode: second.code }]);
    office.clock.advance(2 * 60_000);
    expect(await sendOver()).toMatchObject([{ kind: 'document', receiverCode: first.code }]);
    expect(await sendOver()).toMatchObject([{ kind: 'status', receiverCode: first.code }]);
  });

  test('a letter that was given up keeps nothing back', async () => {
    const letter = await all.issue({ receivers: to(first, second) });
    const recall = await issueRecall(letter);
    const refused: SendOutcome = { ok: false, final: true, code: 'test.refused', reason: 'Sai mã' };
    await sendOver(() => refused);
    expect((await sendOver()).map(({ messageId }) => messageId)).toEqual(Array(2).fill(await messageIdOf(recall)));
  });

  test('an ordinary letter goes, whatever waits before it (the control)', async () => {
    await all.issue({ receivers: to(first, second) });
    await sendOver(unreachable(first));
    const other = await all.issue({ receivers: to(first, second) });
    expect((await sendOver()).map(({ messageId }) => messageId)).toEqual(Array(2).fill(await messageIdOf(other)));
  });
});

describe('a way that rests', () => {
  const untried: SendOutcome = { ...DOWN, untried: true };

  test('uses up no attempt, however long it lasts', async () => {
    await all.issue({ receivers: to(first) });
    for (let round = 0; round < 40; round += 1) {
      expect(await sendOver(() => untried)).toHaveLength(1);
      office.clock.advance(60_000);
    }
    expect(await outboxOf(office, all.senderId)).toMatchObject([
      { state: 'queued', attempts: 0, error_code: 'test.down' },
    ]);
    // The control: forty attempts that were made are too many.
    for (let round = 0; round < 40; round += 1) {
      await sendOver(() => DOWN);
      office.clock.advance(2 * 3_600_000);
    }
    expect(await outboxOf(office, all.senderId)).toMatchObject([{ state: 'failed', attempts: 28 }]);
  });

  test('is left alone until the moment it names, and no longer', async () => {
    await all.issue({ receivers: to(first) });
    const retryAt = new Date(office.clock.now().getTime() + 10 * 60_000);
    await sendOver(() => ({ ...untried, retryAt }));
    office.clock.advance(9 * 60_000);
    expect(await sendOver()).toEqual([]);
    office.clock.advance(61_000);
    expect(await sendOver()).toHaveLength(1);
  });

  test('that names no moment is tried again within a minute', async () => {
    await all.issue({ receivers: to(first) });
    await sendOver(() => untried);
    expect(await sendOver()).toEqual([]);
    office.clock.advance(31_000);
    expect(await sendOver()).toHaveLength(1);
  });
});

describe('a worker that was lost', () => {
  const LANE = { carrier: 'inside' as const, connectionId: null };

  test('leaves the parcel in doubt, and the carrier is told', async () => {
    await all.issue({ receivers: to(first) });
    await leaseOutbox(office, LANE, 10);
    office.clock.advance(LEASE_MS + 1_000);
    expect(await sendOver(() => DOWN)).toMatchObject([{ inDoubt: true }]);
    // It stays so until the carrier has been asked and the parcel is known to be there.
    office.clock.advance(10 * 60_000);
    expect(await sendOver()).toMatchObject([{ inDoubt: true }]);
    expect(await outboxOf(office, all.senderId)).toMatchObject([{ state: 'sent', in_doubt: false }]);
  });

  test('an answer that says so leaves it in doubt too; a plain failure does not (the control)', async () => {
    await all.issue({ receivers: to(first) });
    expect(await sendOver(() => DOWN)).toMatchObject([{ inDoubt: false }]);
    office.clock.advance(2 * 60_000);
    expect(await sendOver(() => ({ ...DOWN, inDoubt: true }))).toMatchObject([{ inDoubt: false }]);
    office.clock.advance(10 * 60_000);
    expect(await sendOver()).toMatchObject([{ inDoubt: true }]);
  });

  test('and comes back late decides nothing about the parcel another has taken over', async () => {
    const letter = await all.issue({ receivers: to(first) });
    const [late] = await leaseOutbox(office, LANE, 10);
    office.clock.advance(LEASE_MS + 1_000);
    const [held] = await leaseOutbox(office, LANE, 10);
    if (late === undefined || held === undefined) {
      throw new Error('the parcel was leased twice');
    }
    const refused = { code: 'test.refused', reason: 'Sai mã', final: true, inDoubt: false };
    await settleFailure(office, { row: late, ...refused });
    expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['queued']);
    await settleFailure(office, { row: held, ...refused });
    expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['failed']);
  });
});

test('a connection that is down keeps back only its own letters', async () => {
  const letter = await all.issue({ receivers: to(first, second) });
  const [peer, other] = [newId(), newId()];
  await rawQuery(
    office.db,
    `update interchange_outbox set carrier = 'peer', connection_id = case receiver_code when $2 then $3::uuid else $4::uuid end
     where agency_id = $1`,
    [all.senderId, first.code, peer, other],
  );
  const carrier: WatchedCarrier = watchedCarrier('peer', ({ connectionId }) => (connectionId === peer ? DOWN : SENT));
  await sendDue({ ...all.exchange, carriers: [carrier] }, office);
  expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['queued', 'sent']);
});
