import { buildEdxml, parseEdxml } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Carrier } from '#modules/carriers';
import { command } from '../../platform/context.ts';
import { startWorker } from '../../platform/jobs.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { insideCarrier } from './carriers/inside-carrier.ts';
import { createReader } from './inbox/read-due.ts';
import { interchangeJobs, sweep } from './interchange.jobs.ts';
import {
  asSystem,
  auditActions,
  buildExchange,
  countIncoming,
  deliver,
  dispatchesOf,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from './interchange.testing.ts';
import { dispatchLetter } from './outbox/dispatch-letter.ts';
import { reportStatus } from './outbox/report-status.ts';
import { sendDue } from './outbox/send-due.ts';
import { countDeliveries, listDeliveries } from './queries/deliveries.ts';

let office: TestOffice;
let all: TestExchange;
let few: TestExchange;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 26);
  few = await buildExchange(office, 3);
});
afterAll(() => office.close());

async function incomingId(receiver: TestReceiver): Promise<string> {
  const [row] = await rawQuery<{ id: string }>(
    office.db,
    'select id from incoming_document where agency_id = $1 order by id desc limit 1',
    [receiver.agencyId],
  );
  return row?.id ?? '';
}

async function envelopeIdOf(documentId: string): Promise<string> {
  const [row] = await rawQuery<{ id: string }>(
    office.db,
    'select envelope_document_id as id from interchange_dispatch where document_id = $1 limit 1',
    [documentId],
  );
  return row?.id ?? '';
}

async function report(
  receiver: TestReceiver,
  code: '02' | '03' | '04' | '05' | '06',
  note = '',
  arrivalNumber?: number,
) {
  const context = office.as(receiver.clerk);
  const documentId = await incomingId(receiver);
  office.clock.advance(1_000);
  await command(context, (tx) =>
    reportStatus(tx, context, { agencyId: receiver.agencyId, documentId, code, note, arrivalNumber }),
  );
}

describe('a letter to 26 agencies', () => {
  test('arrives at each once, with its files, and each one confirms', async () => {
    const letter = await all.issue();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(26).fill('queued'));
    await all.settle();
    for (const receiver of all.receivers) {
      expect(await countIncoming(office, receiver.agencyId)).toEqual({ documents: 1, files: 2 });
    }
    const dispatches = await dispatchesOf(office, letter);
    expect(dispatches.map((row) => row.state)).toEqual(Array(26).fill('arrived'));
    expect(dispatches.every((row) => row.sent_at !== null && row.arrived_at !== null)).toBe(true);
    const counts = await countDeliveries(office.db, letter.agencyId, [letter.documentId]);
    expect(counts.get(letter.documentId)).toEqual({
      total: 26,
      sent: 26,
      arrived: 26,
      registered: 0,
      done: 0,
      refused: 0,
      failed: 0,
    });
    const [delivery] = await listDeliveries(office.db, letter.agencyId, letter.documentId);
    expect(delivery?.history.map((event) => event.state)).toEqual(['pending', 'sent', 'arrived']);
    expect(await auditActions(office, all.senderId)).toEqual([
      'interchange.dispatched',
      'interchange.sent',
      'interchange.status_received',
    ]);
    expect(await auditActions(office, all.receivers[0]?.agencyId ?? '')).toEqual(['incoming.received']);
  });

  test('is one message of real bytes that every receiver shares', async () => {
    const letter = await all.issue();
    await all.settle();
    const [message] = await rawQuery<{ id: string; sha256: string; size: number }>(
      office.db,
      `select id, sha256, size from interchange_message where document_id = $1 and kind = 'document'`,
      [letter.documentId],
    );
    const bytes = await office.blobs.readBytes(message?.sha256 ?? '');
    expect(bytes).toHaveLength(message?.size ?? 0);
    const parsed = await parseEdxml(bytes);
    expect(parsed.warnings).toEqual([]);
    expect(parsed.message).toMatchObject({
      kind: 'document',
      documentId: `${all.senderCode},2021/03/22,${letter.numberSymbol}`,
      number: String(letter.number),
      symbol: 'UBND-VHTT',
      issuedOn: '2021-03-22',
      documentType: { code: '18', detail: '0', name: 'Công văn' },
      signatory: { signingCapacity: 'TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH', position: 'PHÓ CHỦ TỊCH' },
      business: { kind: 'new' },
    });
    expect(parsed.attachments.map((attachment) => [attachment.name, attachment.sha256])).toEqual(
      [...letter.files].sort((a, b) => Number(b.main) - Number(a.main)).map((file) => [file.name, file.sha256]),
    );
    const rows = await rawQuery<{ sha256: string }>(
      office.db,
      'select distinct sha256 from interchange_inbox where message_id = $1',
      [message?.id],
    );
    expect(rows).toEqual([{ sha256: message?.sha256 }]);
  });

  test.each(['2021-04-01', null])('tells the receivers by which day it asks for an answer: %s', async (dueOn) => {
    const letter = await few.issue({ dueOn });
    await few.settle();
    const received = await rawQuery<{ reply_due_on: string | null }>(
      office.db,
      `select incoming.reply_due_on from incoming_document incoming
       join interchange_origin origin on origin.agency_id = incoming.agency_id and origin.document_id = incoming.id
       where origin.sender_agency_id = $1 and origin.number_symbol = $2`,
      [few.senderId, letter.numberSymbol],
    );
    expect(received.map((row) => row.reply_due_on)).toEqual(Array(3).fill(dueOn));
  });

  test('dispatched twice by the same issuing leaves one of everything', async () => {
    const letter = await few.issue();
    const context = office.as(few.clerk);
    await few.exchange.peers.readIssuedLetter(office.db, letter.agencyId, letter.documentId);
    await office.db.transaction().execute((tx) => dispatchLetter(few.exchange, tx, context, letter));
    expect(await dispatchesOf(office, letter)).toHaveLength(3);
  });

  test('rolled back with the issuing leaves nothing', async () => {
    const letter = await few.issue();
    const again = { ...letter, documentId: crypto.randomUUID() };
    few.letters.set(again.documentId, again);
    const context = office.as(few.clerk);
    const failing = command(context, async (tx) => {
      await dispatchLetter(few.exchange, tx, context, again);
      throw new Error('issuing failed');
    });
    await expect(failing).rejects.toThrow('issuing failed');
    expect(await dispatchesOf(office, again)).toEqual([]);
  });
});

describe('replay', () => {
  test('of the inbox five times has the effect of once', async () => {
    const letter = await few.issue();
    await few.settle();
    const before = await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
    for (let time = 0; time < 5; time += 1) {
      await rawQuery(
        office.db,
        `update interchange_inbox set state = 'stored', leased_until = null, next_at = received_at where agency_id = any($1)`,
        [few.receivers.map((receiver) => receiver.agencyId)],
      );
      await few.settle();
    }
    expect(await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)))).toEqual(
      before,
    );
    const states = (await inboxOf(office, few.receivers[0]?.agencyId ?? '')).map((row) => row.state);
    expect(new Set(states)).toEqual(new Set(['duplicate']));
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
  });

  test('of the outbox five times stores each message once, with the same bytes', async () => {
    const letter = await few.issue();
    const sizes = async () =>
      Promise.all(few.receivers.map(async (receiver) => (await inboxOf(office, receiver.agencyId)).length));
    await few.settle();
    const before = await sizes();
    const [first] = await rawQuery<{ sha256: string }>(
      office.db,
      `select sha256 from interchange_message where document_id = $1 and kind = 'document'`,
      [letter.documentId],
    );
    for (let time = 0; time < 5; time += 1) {
      await rawQuery(
        office.db,
        `update interchange_outbox set state = 'queued', leased_until = null where agency_id = $1`,
        [few.senderId],
      );
      // Even bytes that were lost are built again to the same hash.
      await rawQuery(office.db, 'update interchange_message set sha256 = null, size = null where document_id = $1', [
        letter.documentId,
      ]);
      await few.settle();
    }
    expect(await sizes()).toEqual(before);
    const [last] = await rawQuery<{ sha256: string }>(
      office.db,
      `select sha256 from interchange_message where document_id = $1 and kind = 'document'`,
      [letter.documentId],
    );
    expect(last).toEqual(first);
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
  });

  test('negative control: without the key of the carrier the same message would be stored again', async () => {
    const receiver = few.receivers[0];
    const rows = await inboxOf(office, receiver?.agencyId ?? '');
    const twice = rawQuery(
      office.db,
      `insert into interchange_inbox (agency_id, id, carrier, message_id, kind, sender_code, receiver_code, sha256, size,
         state, next_at, received_at)
       select agency_id, gen_random_uuid(), carrier, message_id, kind, sender_code, receiver_code, sha256, size,
         state, next_at, received_at from interchange_inbox where agency_id = $1 and id = $2`,
      [receiver?.agencyId, rows[0]?.id],
    );
    await expect(twice).rejects.toMatchObject({ code: '23505' });
  });
});

describe('a process that dies', () => {
  test('after the carrier stored the letter and before the receipt: sent again, recognised', async () => {
    const letter = await few.issue();
    const dying: Carrier = {
      name: insideCarrier.name,
      send: async (context, parcels) => {
        await insideCarrier.send(context, parcels);
        throw new Error('killed');
      },
    };
    await sendDue({ ...few.exchange, carriers: [dying] }, office);
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('queued'));
    // The receivers read on: their confirmations come before our own receipt and wait for it.
    await few.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('queued'));
    office.clock.advance(2 * 60_000);
    await few.settle();
    office.clock.advance(2 * 60_000);
    await few.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
    const stored = await rawQuery(
      office.db,
      'select 1 from interchange_inbox inbox join interchange_message message on message.id::text = inbox.message_id where message.document_id = $1',
      [letter.documentId],
    );
    expect(stored).toHaveLength(3);
  });

  test('holding a lease: another takes over when it ends, and the late one changes nothing', async () => {
    const letter = await few.issue();
    const leased = await rawQuery(
      office.db,
      `update interchange_outbox set leased_until = $2, attempts = attempts + 1 where agency_id = $1 and state = 'queued' returning id`,
      [few.senderId, new Date(office.clock.now().getTime() + 60_000)],
    );
    expect(leased).toHaveLength(3);
    expect(await sendDue(few.exchange, office)).toEqual({ taken: 0, sent: 0 });
    office.clock.advance(61_000);
    await sweep(office);
    await few.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
  });

  test('while reading: the letter is not half there and is read by the next', async () => {
    await few.issue();
    await sendDue(few.exchange, office);
    const before = await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
    const dying = createReader({
      ...few.exchange,
      peers: {
        ...few.exchange.peers,
        receiveLetters: async (tx, context, letters) => {
          await few.exchange.peers.receiveLetters(tx, context, letters);
          throw new Error('killed');
        },
      },
    });
    await dying(office);
    expect(await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)))).toEqual(
      before,
    );
    office.clock.advance(60_000);
    await few.settle();
    const after = await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
    expect(after.map(({ documents }) => documents)).toEqual(before.map(({ documents }) => documents + 1));
  });
});

test('workers that start on rows a dead process left deliver everything by themselves', async () => {
  const letter = await few.issue();
  await rawQuery(office.db, 'delete from graphile_worker._private_jobs', []);
  const runner = await startWorker(office.database.pool, interchangeJobs(few.exchange, office), office.log);
  try {
    await sweep(office);
    await expect
      .poll(async () => (await dispatchesOf(office, letter)).map((row) => row.state), { timeout: 60_000 })
      .toEqual(Array(3).fill('arrived'));
  } finally {
    await runner.stop();
  }
});

test('eight workers at once deliver every letter once', async () => {
  const letters = await Promise.all(Array.from({ length: 6 }, () => few.issue()));
  const before = await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
  const workers = Array.from({ length: 8 }, async () => {
    const read = createReader(few.exchange);
    for (let round = 0; round < 6; round += 1) {
      await sendDue(few.exchange, office);
      await read(office);
    }
  });
  await Promise.all(workers);
  office.clock.advance(5 * 60_000);
  await few.settle();
  const after = await Promise.all(few.receivers.map((receiver) => countIncoming(office, receiver.agencyId)));
  expect(after.map(({ documents }) => documents)).toEqual(before.map(({ documents }) => documents + 6));
  for (const letter of letters) {
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(Array(3).fill('arrived'));
  }
});

describe('what a receiver reports', () => {
  test('travels back: registered with its number, assigned, in progress, done', async () => {
    const letter = await few.issue();
    await few.settle();
    const [first, second, third] = few.receivers;
    if (first === undefined || second === undefined || third === undefined) {
      throw new Error('three receivers were built');
    }
    await report(first, '03', '', 125);
    await report(first, '04', 'Ban Văn hóa - Xã hội');
    await few.settle();
    await report(first, '05');
    await report(first, '06', 'Đã có văn bản trả lời');
    // The last one overtakes all others.
    await report(second, '06', 'Đã xử lý xong');
    await report(third, '02', 'Gửi nhầm nơi nhận');
    await few.settle();
    const rows = await dispatchesOf(office, letter);
    expect(rows.map((row) => [row.state, row.arrival_number, row.note])).toEqual([
      ['done', 125, 'Đã có văn bản trả lời'],
      ['done', null, 'Đã xử lý xong'],
      ['refused', null, 'Gửi nhầm nơi nhận'],
    ]);
    const [delivery] = await listDeliveries(office.db, letter.agencyId, letter.documentId);
    expect(delivery?.history.map((event) => event.state)).toEqual([
      'pending',
      'sent',
      'arrived',
      'registered',
      'assigned',
      'in_progress',
      'done',
    ]);
    const notices = await rawQuery<{ kind: string }>(office.db, 'select kind from notification where person_id = $1', [
      few.clerk.personId,
    ]);
    expect(notices.map((notice) => notice.kind)).toContain('interchange.refused');
  });

  test('goes out once a code, and a lower one after a higher one is history only', async () => {
    const letter = await few.issue();
    await few.settle();
    const [first] = few.receivers;
    if (first === undefined) {
      throw new Error('three receivers were built');
    }
    await report(first, '04');
    await few.settle();
    await report(first, '03', '', 126);
    await report(first, '04');
    await few.settle();
    const [row] = await dispatchesOf(office, letter);
    expect([row?.state, row?.arrival_number]).toEqual(['assigned', 126]);
    const [delivery] = await listDeliveries(office.db, letter.agencyId, letter.documentId);
    expect(delivery?.history.map((event) => event.state)).toEqual([
      'pending',
      'sent',
      'arrived',
      'assigned',
      'registered',
    ]);
  });

  test('is history once, however often its message is read again, and under whatever name another carrier brings it', async () => {
    const letter = await few.issue();
    await few.settle();
    const [first] = few.receivers;
    if (first === undefined) {
      throw new Error('three receivers were built');
    }
    await report(first, '03', '', 127);
    await report(first, '04', 'Ban Văn hóa - Xã hội');
    await few.settle();
    const history = async () => {
      const [delivery] = await listDeliveries(office.db, letter.agencyId, letter.documentId);
      return delivery?.history.map((event) => event.state);
    };
    const once = await history();
    expect(once).toEqual(['pending', 'sent', 'arrived', 'registered', 'assigned']);
    for (let time = 0; time < 5; time += 1) {
      await rawQuery(
        office.db,
        `update interchange_inbox set state = 'stored', leased_until = null where agency_id = $1 and kind = 'status'`,
        [few.senderId],
      );
      await few.settle();
    }
    expect(await history()).toEqual(once);
    const copied = await rawQuery(
      office.db,
      `insert into interchange_inbox (agency_id, id, carrier, message_id, kind, sender_agency_id, sender_code, receiver_code,
         sha256, size, content, state, next_at, received_at)
       select agency_id, gen_random_uuid(), 'mail', message_id || ' again', kind, sender_agency_id, sender_code, receiver_code,
         sha256, size, content, 'stored', next_at, received_at
       from interchange_inbox where agency_id = $1 and kind = 'status' and document_id = $2 returning id`,
      [few.senderId, letter.documentId],
    );
    expect(copied.length).toBeGreaterThanOrEqual(3);
    await few.settle();
    expect(await history()).toEqual(once);
    const rows = await inboxOf(office, few.senderId);
    expect(rows.filter((row) => row.document_id === letter.documentId).every((row) => row.state === 'done')).toBe(true);
  });

  test('control: the same code said anew by the receiver is another line', async () => {
    const letter = await few.issue();
    await few.settle();
    const [first] = few.receivers;
    if (first === undefined) {
      throw new Error('three receivers were built');
    }
    await report(first, '04');
    await few.settle();
    const again = await buildEdxml({
      kind: 'status',
      from: { agencyCode: first.code },
      responseTo: { agencyCode: few.senderCode, documentId: await envelopeIdOf(letter.documentId) },
      statusCode: '01',
      description: 'Báo lại',
      at: '2021-03-22T09:00:00+07:00',
    });
    await deliver(office, {
      agency_id: few.senderId,
      kind: 'status',
      sender_agency_id: first.agencyId,
      sender_code: first.code,
      receiver_code: few.senderCode,
      bytes: again,
    });
    await few.settle();
    const [delivery] = await listDeliveries(office.db, letter.agencyId, letter.documentId);
    expect(delivery?.history.map((event) => event.state)).toEqual([
      'pending',
      'sent',
      'arrived',
      'assigned',
      'arrived',
    ]);
  });

  test('about a letter that came by hand tells nobody', async () => {
    const [first] = few.receivers;
    const context = asSystem(office);
    await office.db.transaction().execute((tx) =>
      reportStatus(tx, context, {
        agencyId: first?.agencyId ?? '',
        documentId: crypto.randomUUID(),
        code: '03',
        note: '',
      }),
    );
    expect(await sendDue(few.exchange, office)).toEqual({ taken: 0, sent: 0 });
  });
});
