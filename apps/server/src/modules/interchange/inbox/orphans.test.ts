import type { EdxmlDocument } from '@congvu/edxml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Carrier } from '#modules/carriers';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { insideCarrier } from '../carriers/inside-carrier.ts';
import { noAmendments } from '../interchange.ports.ts';
import type { InboxRow } from '../interchange.tables.ts';
import {
  buildExchange,
  countIncoming,
  deliver,
  dispatchesOf,
  firstReceiver,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from '../interchange.testing.ts';
import { broughtTo, letterOf, packLetter, packStatus, recallOf } from '../letters.testing.ts';
import { sendDue } from '../outbox/send-due.ts';
import { findByEnvelope } from '../queries/find-earlier.ts';

let office: TestOffice;
let all: TestExchange;
let receiver: TestReceiver;
/** Letters that were handed to whoever decides about recalls, with the document they speak of. */
let asked: { documentId: string; target: string | undefined }[];

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 2);
  receiver = firstReceiver(all);
});
afterAll(() => office.close());

beforeEach(() => {
  asked = [];
  all.exchange.amendments = {
    ...noAmendments,
    letterArrived: async (tx, _context, { agencyId, documentId, message, senderAgencyId, senderCode }) => {
      const about = message.business?.documentId;
      const target = await findByEnvelope(tx, { agencyId, senderAgencyId, senderCode, documentId: about });
      asked.push({ documentId, target });
    },
    statusArrived: async (tx, _context, { agencyId, status, senderAgencyId, senderCode }) => {
      const { documentId } = status.responseTo;
      const target = await findByEnvelope(tx, { agencyId, senderAgencyId, senderCode, documentId });
      if (target === undefined) {
        return 'wait';
      }
      asked.push({ documentId: '', target });
      return 'done';
    },
  };
});

async function bring(message: EdxmlDocument): Promise<string> {
  const brought = broughtTo(receiver, { agencyId: all.senderId, code: all.senderCode });
  return deliver(office, { ...brought, kind: 'document', bytes: await packLetter(message) });
}

async function bringTakeBack(documentId: string): Promise<string> {
  const brought = broughtTo(receiver, { agencyId: all.senderId, code: all.senderCode });
  const bytes = await packStatus(all.senderCode, receiver.code, '13', { documentId }, 'Gửi nhầm');
  return deliver(office, { ...brought, kind: 'status', bytes });
}

async function rowOf(id: string, agencyId = receiver.agencyId): Promise<InboxRow | undefined> {
  return (await inboxOf(office, agencyId)).find((row) => row.id === id);
}

const letterFor = () => letterOf(all.senderCode, [receiver]);

/** Until the last look, which is as far away as it may be. */
async function lookOften(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await all.read(office);
    office.clock.advance(2 * 60 * 60_000);
  }
}

async function unreadNotices(link: string, person = receiver.clerk.personId): Promise<unknown[]> {
  return rawQuery(
    office.db,
    'select kind from notification where person_id = $1 and link like $2 and read_at is null',
    [person, link],
  );
}

const readAllNotices = () => rawQuery(office.db, 'update notification set read_at = now()', []);

describe('a status before our own receipt of its letter', () => {
  test('waits, and is applied as soon as the receipt is there', async () => {
    const letter = await all.issue();
    const dying: Carrier = {
      name: 'inside',
      send: async (context, parcels) => {
        await insideCarrier.send(context, parcels);
        throw new Error('killed');
      },
    };
    await sendDue({ ...all.exchange, carriers: [dying] }, office);
    await all.settle();
    const [dispatch] = await dispatchesOf(office, letter);
    const waiting = (await inboxOf(office, all.senderId)).filter((row) => row.state === 'waiting');
    expect(waiting.map(({ awaits }) => awaits)).toEqual(Array(2).fill(`sent|${dispatch?.envelope_document_id}`));
    // Far away, so that only the receipt can wake them.
    await rawQuery(office.db, `update interchange_inbox set next_at = $2 where agency_id = $1 and state = 'waiting'`, [
      all.senderId,
      new Date(office.clock.now().getTime() + 86_400_000),
    ]);
    office.clock.advance(2 * 60_000);
    await all.settle();
    expect((await dispatchesOf(office, letter)).map(({ state }) => state)).toEqual(['arrived', 'arrived']);
  });
});

describe('a recall before its letter', () => {
  test('becomes nothing until the letter comes; then it is taken in at once and finds it', async () => {
    const letter = letterFor();
    const before = await countIncoming(office, receiver.agencyId);
    const recall = await bring(recallOf(letter));
    await all.settle();
    expect(await rowOf(recall)).toMatchObject({ state: 'waiting', awaits: `id|${all.senderId}|${letter.documentId}` });
    expect([await countIncoming(office, receiver.agencyId), asked]).toEqual([before, []]);
    const id = await bring(letter);
    // By itself it would be looked at in two seconds.
    await all.settle();
    const [came, taken] = [await rowOf(id), await rowOf(recall)];
    expect([came?.state, taken?.state]).toEqual(['done', 'done']);
    expect(asked).toEqual([{ documentId: taken?.document_id, target: came?.document_id }]);
  });

  test('is not woken by a letter of somebody else under the same DocumentId', async () => {
    const letter = letterFor();
    const recall = await bring(recallOf(letter));
    await all.settle();
    const stranger = { code: 'H98.KHAC' };
    const bytes = await packLetter({ ...letter, from: { agencyCode: stranger.code, name: 'Cơ quan khác' } });
    await deliver(office, { ...broughtTo(receiver, stranger), kind: 'document', bytes });
    office.clock.advance(3_000);
    await all.settle();
    expect((await rowOf(recall))?.state).toBe('waiting');
    await bring(letter);
    await all.settle();
    expect((await rowOf(recall))?.state).toBe('done');
  });

  test('whose letter never comes is taken in after the last look and says so', async () => {
    const letter = letterFor();
    const recall = await bring(recallOf(letter));
    await lookOften(9);
    expect((await rowOf(recall))?.state).toBe('waiting');
    await lookOften(1);
    const row = await rowOf(recall);
    expect(row?.state).toBe('done');
    const [document] = await rawQuery<{ envelope: { notes: string[] } }>(
      office.db,
      'select envelope from incoming_document where id = $1',
      [row?.document_id],
    );
    expect(document?.envelope.notes.filter((note) => note.startsWith('Không có ở đây'))).toEqual([
      expect.stringContaining(letter.documentId),
    ]);
    expect(asked).toEqual([{ documentId: row?.document_id, target: undefined }]);
  });

  test('that came after its letter is taken in at once, without such a word (the control)', async () => {
    const letter = letterFor();
    await bring(letter);
    await all.settle();
    const recall = await bring(recallOf(letter));
    await all.settle();
    const row = await rowOf(recall);
    const [document] = await rawQuery<{ envelope: { notes: string[] } }>(
      office.db,
      'select envelope from incoming_document where id = $1',
      [row?.document_id],
    );
    expect(document?.envelope.notes.filter((note) => note.startsWith('Không có ở đây'))).toEqual([]);
  });
});

describe('13 before its letter', () => {
  test('waits for the letter and is decided when that comes', async () => {
    const letter = letterFor();
    const word = await bringTakeBack(letter.documentId);
    await all.settle();
    expect(await rowOf(word)).toMatchObject({ state: 'waiting', awaits: `id|${all.senderId}|${letter.documentId}` });
    const id = await bring(letter);
    await all.settle();
    const came = await rowOf(id);
    expect(await rowOf(word)).toMatchObject({ state: 'done', document_id: came?.document_id });
    expect(asked).toEqual([{ documentId: '', target: came?.document_id }]);
  });

  test('whose letter never comes is shown to the clerk after the last look', async () => {
    await readAllNotices();
    const word = await bringTakeBack('H35,2021/03/22,khong-co');
    await lookOften(11);
    expect([(await rowOf(word))?.state, await unreadNotices('%quarantine')]).toEqual(['waiting', []]);
    await lookOften(1);
    expect(await rowOf(word)).toMatchObject({ state: 'quarantined', error_code: 'interchange.unknown_document' });
    expect(await unreadNotices('%quarantine')).toHaveLength(1);
  });
});

describe('what waits and cannot be applied', () => {
  test('a status is given up after its last attempt, with a notice', async () => {
    await readAllNotices();
    const word = await bringTakeBack('H35,2021/03/22,hong');
    await all.settle();
    all.exchange.amendments = {
      ...noAmendments,
      statusArrived: async () => {
        throw new Error('always');
      },
    };
    await rawQuery(office.db, 'update interchange_inbox set attempts = 58 where id = $1', [word]);
    await lookOften(1);
    expect(await rowOf(word)).toMatchObject({ state: 'waiting', attempts: 58 });
    await lookOften(1);
    expect(await rowOf(word)).toMatchObject({ state: 'waiting', attempts: 59 });
    await lookOften(1);
    expect(await rowOf(word)).toMatchObject({ state: 'quarantined', error_code: 'interchange.reading_failed' });
    expect(await unreadNotices('%quarantine')).toHaveLength(1);
  });

  test('a letter that was parked is given up likewise', async () => {
    const letter = letterFor();
    const recall = await bring(recallOf(letter));
    await all.settle();
    all.exchange.amendments = {
      ...noAmendments,
      letterArrived: async () => {
        throw new Error('always');
      },
    };
    await bring(letter);
    await rawQuery(office.db, 'update interchange_inbox set attempts = 57 where id = $1', [recall]);
    await lookOften(2);
    expect((await rowOf(recall))?.state).toBe('waiting');
    await lookOften(3);
    expect(await rowOf(recall)).toMatchObject({ state: 'quarantined', error_code: 'interchange.reading_failed' });
    // The letter it spoke of has long been taken in.
    const rows = await inboxOf(office, receiver.agencyId);
    expect(rows.at(-1)?.state).toBe('done');
  });
});
