import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import {
  buildNetwork,
  COMMUNE,
  connect,
  connectionRow,
  DISTRICT,
  letterBytes,
  MINISTRY,
  type Network,
  nationalInput,
  OFFICE_OF_PROVINCE,
  parcel,
  provincialInput,
  send,
  sha256,
  statusBytes,
} from '../carriers.testing.ts';
import { switchConnection } from '../commands/switch-connection.ts';

let network: Network;
let connectionId: string;

beforeAll(async () => {
  network = await buildNetwork();
});
afterAll(() => network.close());
beforeEach(async () => {
  await network.renew();
  connectionId = await connect(network, nationalInput(network));
});

async function read(docId: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of network.axis.content(docId)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('over the national axis', () => {
  test('a letter and a status arrive byte by byte, under our code, in its order', async () => {
    const bytes = await letterBytes(MINISTRY, { size: 300_000 });
    const status = await statusBytes(DISTRICT, OFFICE_OF_PROVINCE);
    const outcomes = await send(network, [
      await parcel(network, connectionId, MINISTRY, { bytes }),
      await parcel(network, connectionId, OFFICE_OF_PROVINCE, {
        kind: 'status',
        content: status,
        sha256: sha256(status),
        size: status.length,
      }),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    const messages = network.axis.messages();
    expect(messages).toHaveLength(2);
    expect(messages.map(({ from, messageType }) => [from, messageType])).toEqual(
      expect.arrayContaining([
        [DISTRICT, 'edoc'],
        [DISTRICT, 'status'],
      ]),
    );
    const letter = messages.find(({ messageType }) => messageType === 'edoc');
    expect(outcomes[0]).toEqual({ ok: true, transportId: letter?.docId });
    expect(letter?.deliveries.map(({ to }) => to)).toEqual([MINISTRY]);
    expect(sha256(await read(letter?.docId ?? ''))).toBe(sha256(bytes));
    expect(await connectionRow(network, connectionId)).toMatchObject({ sent_count: 2, failed_count: 0, failures: 0 });
  });

  test('a receiver the axis does not know is final for that letter and no trouble of the connection', async () => {
    network.axis.setFaults([{ match: { call: 'sendEdoc', nth: 1 }, do: 'refuse', errorCode: '18' }]);
    const outcomes = await send(network, [await parcel(network, connectionId, MINISTRY)]);
    expect(outcomes).toMatchObject([{ ok: false, final: true, code: 'axis.unknown_receiver' }]);
    expect(await connectionRow(network, connectionId)).toMatchObject({
      failures: 0,
      failed_count: 1,
      resting_until: null,
    });
    expect(await send(network, [await parcel(network, connectionId, MINISTRY)])).toMatchObject([{ ok: true }]);
  });

  test('the commune sends under its own code; a sender without a code there sends nothing', async () => {
    const [first] = await send(network, [
      await parcel(network, connectionId, MINISTRY, { senderAgencyId: network.commune.id, senderCode: COMMUNE }),
    ]);
    expect(first?.ok).toBe(true);
    expect(network.axis.messages({ from: COMMUNE })).toHaveLength(1);
    const own = await connect(network, nationalInput(network, { name: 'Riêng', share: 'own' }));
    const outcomes = await send(network, [
      await parcel(network, own, MINISTRY, { senderAgencyId: network.commune.id, senderCode: COMMUNE }),
    ]);
    expect(outcomes).toMatchObject([{ ok: false, final: true, code: 'carriers.not_served' }]);
    expect(network.axis.messages()).toHaveLength(1);
  });

  test('too large is told without asking the axis', async () => {
    const small = await connect(network, nationalInput(network, { name: 'Nhỏ', settings: { maxMessageMb: 1 } }));
    const bytes = await letterBytes(MINISTRY, { size: 1024 * 1024 });
    const outcomes = await send(network, [await parcel(network, small, MINISTRY, { bytes })]);
    expect(outcomes).toMatchObject([{ ok: false, final: true, code: 'carriers.too_large' }]);
    expect(network.axis.messages()).toHaveLength(0);
  });

  test('receivers of one letter share a message where the connection allows it, each with its outcome', async () => {
    const grouped = await connect(network, nationalInput(network, { name: 'Gộp', settings: { grouped: true } }));
    const bytes = await letterBytes(MINISTRY);
    const messageId = crypto.randomUUID();
    const both = [
      await parcel(network, grouped, MINISTRY, { bytes, messageId }),
      await parcel(network, grouped, OFFICE_OF_PROVINCE, { bytes, messageId }),
    ];
    const outcomes = await send(network, both);
    const [message, ...others] = network.axis.messages();
    expect(others).toHaveLength(0);
    expect(message?.deliveries.map(({ to }) => to).sort()).toEqual([MINISTRY, OFFICE_OF_PROVINCE]);
    expect(outcomes).toEqual([
      { ok: true, transportId: message?.docId },
      { ok: true, transportId: message?.docId },
    ]);
  });

  test('switched off: letters wait without losing an attempt; gone: they stop', async () => {
    const { office, district } = network;
    const waiting = await parcel(network, connectionId, MINISTRY);
    await switchConnection(office.as(district.administrator), connectionId, false);
    expect(await send(network, [waiting])).toMatchObject([
      { ok: false, final: false, untried: true, code: 'carriers.disabled' },
    ]);
    await switchConnection(office.as(district.administrator), connectionId, true);
    expect(await send(network, [waiting])).toMatchObject([{ ok: true }]);
    expect(await send(network, [await parcel(network, crypto.randomUUID(), MINISTRY)])).toMatchObject([
      { ok: false, final: true, code: 'carriers.connection_not_found' },
    ]);
  });
});

describe('in doubt', () => {
  const DROPPED = { match: { call: 'sendEdoc', nth: 1 }, do: 'drop_answer', times: 1 } as const;

  test('an answer that was lost: the axis is asked, and the letter goes once', async () => {
    network.axis.setFaults([DROPPED]);
    const letter = await parcel(network, connectionId, MINISTRY);
    const [lost] = await send(network, [letter]);
    expect(lost).toMatchObject({ ok: false, final: false, inDoubt: true });
    expect(network.axis.messages()).toHaveLength(1);
    const [found] = await send(network, [{ ...letter, inDoubt: true }]);
    expect(found).toEqual({ ok: true, transportId: network.axis.messages()[0]?.docId });
    expect(network.axis.messages()).toHaveLength(1);
  });

  test('what never arrived goes now; nothing is sent while the axis cannot be asked', async () => {
    network.axis.setFaults([
      { match: { call: 'sendEdoc', nth: 1 }, do: 'cut', side: 'request', atByte: 10 },
      { match: { call: 'getSentEdocList', nth: [1, 2, 3, 4] }, do: 'http_error', status: 503 },
    ]);
    const letter = await parcel(network, connectionId, MINISTRY, {
      bytes: await letterBytes(MINISTRY, { size: 90_000 }),
    });
    expect(await send(network, [letter])).toMatchObject([{ ok: false, inDoubt: true }]);
    expect(network.axis.messages()).toHaveLength(0);
    expect(await send(network, [{ ...letter, inDoubt: true }])).toMatchObject([
      { ok: false, final: false, inDoubt: true, untried: true },
    ]);
    expect(network.axis.messages()).toHaveLength(0);
    // Even when the exchange forgot the doubt: the row written before the first byte remembers.
    expect(await send(network, [letter])).toMatchObject([{ ok: true }]);
    expect(network.axis.messages()).toHaveLength(1);
  });

  test('killed after the answer: the receipt is here already', async () => {
    const letter = await parcel(network, connectionId, MINISTRY);
    const [sent] = await send(network, [letter]);
    network.axis.setFaults([{ match: { call: 'getSentEdocList' }, do: 'http_error', status: 503 }]);
    expect(await send(network, [{ ...letter, inDoubt: true }])).toEqual([sent]);
    expect(network.axis.messages()).toHaveLength(1);
  });

  test('an earlier version of the same number is not taken for this one', async () => {
    const first = await letterBytes(MINISTRY, { number: '500' });
    const second = await letterBytes(MINISTRY, { number: '500', size: 900 });
    await send(network, [await parcel(network, connectionId, MINISTRY, { bytes: first })]);
    const amended = await parcel(network, connectionId, MINISTRY, { bytes: second, inDoubt: true });
    const [outcome] = await send(network, [amended]);
    expect(outcome?.ok).toBe(true);
    expect(
      network.axis
        .messages()
        .map((message) => message.sha256)
        .sort(),
    ).toEqual([sha256(first), sha256(second)].sort());
  });

  test('sent again on purpose is sent again', async () => {
    const letter = await parcel(network, connectionId, MINISTRY);
    await send(network, [letter]);
    await send(network, [letter]);
    expect(network.axis.messages()).toHaveLength(2);
  });

  test('a receipt that cannot be kept leaves the letter in doubt', async () => {
    const letter = await parcel(network, connectionId, MINISTRY);
    await rawQuery(
      network.office.db,
      `create function fail_once() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
      [],
    );
    await rawQuery(
      network.office.db,
      'create trigger broken before update on carriers_handover for each row execute function fail_once()',
      [],
    );
    expect(await send(network, [letter])).toMatchObject([{ ok: false, final: false, inDoubt: true }]);
    await rawQuery(network.office.db, 'drop trigger broken on carriers_handover', []);
    expect(await send(network, [{ ...letter, inDoubt: true }])).toMatchObject([{ ok: true }]);
    expect(network.axis.messages()).toHaveLength(1);
  });
});

describe('an axis that is ill', () => {
  const DOWN = { match: { axis: 'national' }, do: 'http_error', status: 503 } as const;

  async function letters(count: number) {
    return Promise.all(Array.from({ length: count }, () => parcel(network, connectionId, MINISTRY)));
  }

  test('rests after three troubles; the others lose nothing; one tries when the pause is over', async () => {
    const slow = await connect(network, nationalInput(network, { name: 'Từng gói', settings: { parallel: 1 } }));
    network.axis.setFaults([DOWN]);
    const eight = (await letters(8)).map((one) => ({ ...one, connectionId: slow }));
    const outcomes = await send(network, eight);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.untried === true)).toHaveLength(5);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.final)).toHaveLength(0);
    const asked = network.axis.log.length;
    expect((await send(network, eight)).every((outcome) => !outcome.ok && outcome.untried === true)).toBe(true);
    expect(network.axis.log.length).toBe(asked);
    const resting = await connectionRow(network, slow);
    expect(resting.resting_until?.getTime()).toBe(network.office.clock.now().getTime() + 30_000);
    // Half-open, and still ill: one question, then twice the pause.
    network.office.clock.advance(31_000);
    const again = await send(
      network,
      await letters(4).then((some) => some.map((one) => ({ ...one, connectionId: slow }))),
    );
    expect(again.filter((outcome) => !outcome.ok && outcome.untried === true)).toHaveLength(3);
    expect((await connectionRow(network, slow)).resting_until?.getTime()).toBe(
      network.office.clock.now().getTime() + 60_000,
    );
    network.axis.setFaults([]);
    network.office.clock.advance(61_000);
    expect((await send(network, eight)).every(({ ok }) => ok)).toBe(true);
    expect(await connectionRow(network, slow)).toMatchObject({ failures: 0, resting_until: null });
    expect(network.axis.messages()).toHaveLength(8);
  }, 180_000);

  test('of many who come when the pause is over one gets the trial', async () => {
    network.axis.setFaults([DOWN]);
    await send(network, await letters(3));
    expect((await connectionRow(network, connectionId)).resting_until).not.toBeNull();
    network.axis.setFaults([{ match: { call: 'sendEdoc' }, do: 'slow', ms: 200 }]);
    network.office.clock.advance(31_000);
    const rounds = await Promise.all((await letters(5)).map((letter) => send(network, [letter])));
    expect(rounds.flat().filter(({ ok }) => ok)).toHaveLength(1);
    expect(rounds.flat().filter((outcome) => !outcome.ok && outcome.untried === true)).toHaveLength(4);
  }, 180_000);

  test('a wrong secret stops one letter, not all; administrators are told; no further letter is spent on it', async () => {
    const wrong = await connect(
      network,
      nationalInput(network, { name: 'Sai mã', secret: { secret: 'khong-phai-ma-nay' }, settings: { parallel: 1 } }),
    );
    const four = (await letters(4)).map((one) => ({ ...one, connectionId: wrong }));
    const outcomes = await send(network, four);
    expect(outcomes[0]).toMatchObject({ ok: false, final: true, code: 'axis.bad_credentials' });
    expect(outcomes.slice(1).every((outcome) => !outcome.ok && outcome.untried === true && !outcome.final)).toBe(true);
    network.office.clock.advance(3_600_000);
    expect((await send(network, four)).every((outcome) => !outcome.ok && outcome.untried === true)).toBe(true);
    const notices = await rawQuery<{ text: string; person_id: string }>(
      network.office.db,
      "select text, person_id from notification where kind = 'carriers.resting'",
      [],
    );
    expect(notices.map(({ person_id }) => person_id)).toEqual([network.district.administrator.personId]);
    expect(JSON.stringify([outcomes, notices])).not.toContain('khong-phai-ma-nay');
  });

  test('nobody there: nothing left, so no attempt is lost', async () => {
    const letter = await parcel(network, connectionId, MINISTRY);
    await network.axis.close();
    expect(await send(network, [letter])).toMatchObject([{ ok: false, final: false, untried: true }]);
    const [row] = await rawQuery(network.office.db, 'select 1 as some from carriers_handover', []);
    expect(row).toBeUndefined();
  }, 180_000);
});

test('the provincial axis carries the same parcels; an error of its own is final or not as its code says', async () => {
  const provincial = await connect(network, provincialInput(network));
  const bytes = await letterBytes(OFFICE_OF_PROVINCE);
  const [sent] = await send(network, [await parcel(network, provincial, OFFICE_OF_PROVINCE, { bytes })]);
  const [message] = network.axis.messages();
  expect(sent).toEqual({ ok: true, transportId: message?.docId });
  expect(message).toMatchObject({ axis: 'provincial', from: DISTRICT });
  expect(sha256(await read(message?.docId ?? ''))).toBe(sha256(bytes));
  network.axis.setFaults([{ match: { axis: 'provincial', call: 'sendEdoc', nth: 1 }, do: 'refuse', errorCode: '23' }]);
  expect(await send(network, [await parcel(network, provincial, OFFICE_OF_PROVINCE)])).toMatchObject([
    { ok: false, final: true, code: 'axis.receiver_locked' },
  ]);
});
