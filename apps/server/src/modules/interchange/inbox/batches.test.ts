import type { EdxmlDocument } from '@congvu/edxml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { receiveLetters } from '#modules/incoming';
import { invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { insideCarrier } from '../carriers/inside-carrier.ts';
import { noAmendments } from '../interchange.ports.ts';
import type { InboxRow } from '../interchange.tables.ts';
import {
  asSystem,
  buildExchange,
  countIncoming,
  deliver,
  dispatchesOf,
  firstReceiver,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from '../interchange.testing.ts';
import { broughtTo, letterOf, packLetter, packStatus } from '../letters.testing.ts';
import { sendDue } from '../outbox/send-due.ts';
import { watchedCarrier } from '../parcels.testing.ts';
import { storeArrivals } from './store-arrivals.ts';

let office: TestOffice;
let all: TestExchange;
let receiver: TestReceiver;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 3);
  receiver = firstReceiver(all);
});
afterAll(() => office.close());
afterEach(() => {
  all.exchange.peers.receiveLetters = receiveLetters;
  all.exchange.amendments = noAmendments;
  all.exchange.carriers = [insideCarrier];
});

async function bring(message: EdxmlDocument, bytes?: Uint8Array): Promise<string> {
  const brought = broughtTo(receiver, { agencyId: all.senderId, code: all.senderCode });
  return deliver(office, { ...brought, kind: 'document', bytes: bytes ?? (await packLetter(message)) });
}

const letterFor = () => letterOf(all.senderCode, [receiver]);

async function statesOf(ids: readonly string[], agencyId = receiver.agencyId): Promise<InboxRow['state'][]> {
  const rows = new Map((await inboxOf(office, agencyId)).map((row) => [row.id, row.state]));
  return ids.map((id) => rows.get(id) ?? 'discarded');
}

async function rowOf(id: string): Promise<InboxRow | undefined> {
  return (await inboxOf(office, receiver.agencyId)).find((row) => row.id === id);
}

/** Letters of one batch, the one in the middle taken in with this error. */
async function bringWithBad(error: Error): Promise<{ ids: string[]; bad: string }> {
  const letters = Array.from({ length: 5 }, letterFor);
  const badId = letters[2]?.documentId;
  all.exchange.peers.receiveLetters = async (tx, context, received) => {
    const answers = await receiveLetters(tx, context, received);
    if (received.some(({ envelopeDocumentId }) => envelopeDocumentId === badId)) {
      throw error;
    }
    return answers;
  };
  const ids: string[] = [];
  for (const letter of letters) {
    ids.push(await bring(letter));
  }
  return { ids, bad: ids[2] ?? '' };
}

describe('one bad message among others', () => {
  test('that cannot be read is set aside, the others are in', async () => {
    const before = await countIncoming(office, receiver.agencyId);
    const ids = [await bring(letterFor()), await bring(letterFor(), Buffer.from('hỏng')), await bring(letterFor())];
    expect(await all.read(office)).toEqual({ taken: 3 });
    expect(await statesOf(ids)).toEqual(['done', 'quarantined', 'done']);
    expect((await countIncoming(office, receiver.agencyId)).documents).toBe(before.documents + 2);
  });

  test('that our own fault keeps out comes again later, at last it is set aside; the others are in at once', async () => {
    const { ids, bad } = await bringWithBad(new Error('always'));
    const before = await countIncoming(office, receiver.agencyId);
    await all.read(office);
    expect(await statesOf(ids)).toEqual(['done', 'done', 'stored', 'done', 'done']);
    expect((await countIncoming(office, receiver.agencyId)).documents).toBe(before.documents + 4);
    expect(await all.read(office)).toEqual({ taken: 0 });
    for (let time = 0; time < 6; time += 1) {
      office.clock.advance(10 * 60_000);
      await all.read(office);
    }
    expect(await rowOf(bad)).toMatchObject({ state: 'stored', attempts: 7 });
    office.clock.advance(10 * 60_000);
    await all.read(office);
    expect(await rowOf(bad)).toMatchObject({ state: 'quarantined', error_code: 'interchange.reading_failed' });
  });

  test('that a rule keeps out is set aside at once with the words of the rule', async () => {
    const { ids, bad } = await bringWithBad(invalid('incoming.test_rule', 'Trái quy định'));
    await all.read(office);
    expect(await statesOf(ids)).toEqual(['done', 'done', 'quarantined', 'done', 'done']);
    expect(await rowOf(bad)).toMatchObject({ error_code: 'incoming.test_rule', error_text: 'Trái quy định' });
  });

  test('among statuses keeps none of them back', async () => {
    const letter = await all.issue();
    await sendDue(all.exchange, office);
    const [dispatch] = await dispatchesOf(office, letter);
    all.exchange.amendments = {
      ...noAmendments,
      statusArrived: async () => {
        throw new Error('always');
      },
    };
    const ids: string[] = [];
    for (const [index, code] of ['03', '15', '03'].entries()) {
      const from = all.receivers[index] ?? receiver;
      const bytes = await packStatus(from.code, all.senderCode, code, {
        documentId: dispatch?.envelope_document_id ?? '',
      });
      const brought = broughtTo({ agencyId: all.senderId, code: all.senderCode }, from);
      ids.push(await deliver(office, { ...brought, kind: 'status', bytes }));
    }
    await all.read(office);
    expect(await statesOf(ids, all.senderId)).toEqual(['done', 'stored', 'done']);
    const states = (await dispatchesOf(office, letter)).map(({ state }) => state);
    expect(states).toEqual(['accepted', 'sent', 'accepted']);
    await rawQuery(office.db, `update interchange_inbox set state = 'discarded' where id = $1`, [ids[1]]);
    await all.settle();
  });
});

describe('several bodies of ours in To', () => {
  const OUTSIDE = 'H77.NGOAI';

  /** One message of an axis for all of them, brought to the first. */
  async function bringOne(carrier: 'national' | 'peer'): Promise<EdxmlDocument> {
    all.exchange.carriers = [insideCarrier, watchedCarrier('national'), watchedCarrier('peer')];
    const message = letterOf(OUTSIDE, all.receivers);
    const brought = broughtTo(receiver, { code: OUTSIDE });
    await deliver(office, { ...brought, kind: 'document', carrier, bytes: await packLetter(message) });
    await all.settle();
    return message;
  }

  async function intakeOf({ documentId }: EdxmlDocument) {
    return rawQuery<{ agency_id: string; receiver_code: string; sha256: string; file: string }>(
      office.db,
      `select inbox.agency_id, inbox.receiver_code, inbox.sha256, file.sha256 as file
       from interchange_origin origin
       join interchange_inbox inbox on inbox.agency_id = origin.agency_id and inbox.id = origin.inbox_id
       join interchange_file file on file.agency_id = inbox.agency_id and file.message_id = inbox.id
       where origin.envelope_document_id = $1`,
      [documentId],
    );
  }

  test('one item each, under the code each was named by, of one set of bytes', async () => {
    const rows = await intakeOf(await bringOne('national'));
    expect(new Map(rows.map((row) => [row.agency_id, row.receiver_code]))).toEqual(
      new Map(all.receivers.map(({ agencyId, code }) => [agencyId, code])),
    );
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(new Set(rows.map(({ file }) => file)).size).toBe(1);
  });

  test('brought to each of them too, under its name or another: still one item each', async () => {
    const message = await bringOne('national');
    const counts = () => Promise.all(all.receivers.map(({ agencyId }) => countIncoming(office, agencyId)));
    const before = await counts();
    const stored = await office.blobs.put(await packLetter(message));
    const [known] = (await inboxOf(office, receiver.agencyId)).slice(-1);
    for (const messageId of [known?.message_id ?? '', newId()]) {
      await storeArrivals(
        asSystem(office),
        all.receivers.map(({ agencyId, code }) => ({
          agencyId,
          carrier: 'national' as const,
          connectionId: null,
          messageId,
          kind: 'document' as const,
          senderAgencyId: null,
          senderCode: OUTSIDE,
          receiverCode: code,
          ...stored,
          content: null,
          priority: 0,
        })),
      );
      await all.settle();
    }
    expect(await counts()).toEqual(before);
    const states = (await inboxOf(office, receiver.agencyId)).slice(-2).map(({ state }) => state);
    expect(states).toEqual(['done', 'duplicate']);
  });

  test('a way that brings a message a receiver is left to do so (the control)', async () => {
    const rows = await intakeOf(await bringOne('peer'));
    expect(rows.map((row) => row.agency_id)).toEqual([receiver.agencyId]);
  });
});
