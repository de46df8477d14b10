import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { forgetSettled, sweepConnections } from '../carriers.jobs.ts';
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
  pickups,
  provincialInput,
  receive,
  sha256,
  statusBytes,
} from '../carriers.testing.ts';
import { receiveNow, retryPickup } from '../commands/receive-now.ts';
import { changeConnection } from '../commands/store-connection.ts';
import { listTroubles } from '../queries/list-troubles.ts';
import { insertListed } from './pickup.store.ts';

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

/** A letter of the ministry for these; answers what arrived where. */
async function arrive(to: readonly string[] = [DISTRICT], bytes?: Buffer) {
  const content = bytes ?? (await letterBytes(to[0] ?? '', { from: MINISTRY }));
  return network.axis.deliver(content, { from: MINISTRY, to });
}

const states = async () => (await pickups(network, connectionId)).map(({ state }) => state);
const calls = (call: string) => network.axis.log.filter((entry) => entry.call === call).length;

describe('taken in', () => {
  test('letters and statuses, each once, acknowledged after they are in an inbox', async () => {
    const bytes = await letterBytes(DISTRICT, { from: MINISTRY, size: 200_000 });
    const letter = await arrive([DISTRICT], bytes);
    const status = await statusBytes(MINISTRY, DISTRICT);
    await network.axis.deliver(status, { from: MINISTRY, to: [DISTRICT], messageType: 'status' });
    await receive(network, connectionId);
    const [first, second, ...others] = network.handed;
    expect(others).toHaveLength(0);
    expect(first).toMatchObject({
      agencyId: network.district.id,
      carrier: 'national',
      connectionId,
      kind: 'document',
      messageId: letter.deliveries[0]?.receiverDocId,
      senderCode: MINISTRY,
      receiverCode: DISTRICT,
      sha256: sha256(bytes),
      size: bytes.length,
      content: null,
    });
    expect(await network.office.blobs.readBytes(first?.sha256 ?? '')).toEqual(bytes);
    expect(second).toMatchObject({ kind: 'status', sha256: sha256(status), content: status });
    expect(network.axis.messages().flatMap(({ deliveries }) => deliveries.map(({ state }) => state))).toEqual([
      'done',
      'done',
    ]);
    expect(await states()).toEqual(['done', 'done']);
    expect((await pickups(network, connectionId)).every(({ content }) => content === null)).toBe(true);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(2);
    expect(await connectionRow(network, connectionId)).toMatchObject({ received_count: 2, failures: 0 });
  });

  test('one letter for two of ours, under codes of both schemes: one delivery each', async () => {
    await arrive(['000.00.09.h35', COMMUNE]);
    await receive(network, connectionId);
    expect(network.handed.map(({ agencyId }) => agencyId).sort()).toEqual(
      [network.district.id, network.commune.id].sort(),
    );
    expect(new Set(network.handed.map((message) => message.sha256)).size).toBe(1);
    expect(network.handed.find(({ agencyId }) => agencyId === network.district.id)?.receiverCode).toBe('000.00.09.h35');
  });

  test('an axis that delivers once for all: the envelope names the receivers, two codes of one body are one', async () => {
    const { office, district } = network;
    const settings = { receiversFrom: 'envelope' };
    await changeConnection(office.as(district.administrator), connectionId, nationalInput(network, { settings }));
    const { buildEdxml } = await import('@congvu/edxml');
    const bytes = Buffer.from(
      await buildEdxml(
        {
          kind: 'document',
          from: { agencyCode: MINISTRY },
          to: [
            { agencyCode: DISTRICT },
            { agencyCode: '000.00.09.H35' },
            { agencyCode: COMMUNE },
            { agencyCode: 'K01' },
          ],
          documentId: 'chung-cho-tat-ca',
          number: '1',
          symbol: 'VPCP',
          issuedOn: '2021-03-22',
          abstract: 'Gửi nhiều nơi',
        },
        [],
      ),
    );
    await arrive([DISTRICT], bytes);
    await receive(network, connectionId);
    expect(network.handed.map(({ agencyId }) => agencyId).sort()).toEqual([district.id, network.commune.id].sort());
  });

  test('the provincial axis: the same road', async () => {
    const provincial = await connect(network, provincialInput(network));
    const bytes = await letterBytes(COMMUNE, { from: OFFICE_OF_PROVINCE });
    await network.axis.deliver(bytes, { from: OFFICE_OF_PROVINCE, to: [COMMUNE] });
    await receive(network, provincial);
    expect(network.handed).toMatchObject([
      { agencyId: network.commune.id, carrier: 'provincial', connectionId: provincial, sha256: sha256(bytes) },
    ]);
    expect((await pickups(network, provincial)).map(({ state }) => state)).toEqual(['done']);
  });
});

describe('exactly once', () => {
  test('many askers at once: every message is fetched once', async () => {
    for (let index = 0; index < 5; index += 1) {
      await arrive();
    }
    await Promise.all(Array.from({ length: 4 }, () => receive(network, connectionId)));
    expect(network.handed).toHaveLength(5);
    expect(new Set(network.handed.map(({ messageId }) => messageId)).size).toBe(5);
    expect(calls('downloadEdoc')).toBe(5);
  });

  test('killed between inbox and acknowledgement: brought again under the same name, then acknowledged', async () => {
    const letter = await arrive();
    network.failHandOver = () => {
      throw new Error('killed');
    };
    // The whole batch fails, then each alone: the second call stores it again.
    await receive(network, connectionId);
    expect(network.handed.map(({ messageId }) => messageId)).toEqual([
      letter.deliveries[0]?.receiverDocId,
      letter.deliveries[0]?.receiverDocId,
    ]);
    expect(await states()).toEqual(['done']);
    expect(calls('downloadEdoc')).toBe(1);
  });

  test('a worker that dies holding messages gives them back', async () => {
    await arrive();
    await receive(network, connectionId);
    await rawQuery(network.office.db, "update carriers_pickup set state = 'stored', leased_until = $1", [
      new Date(network.office.clock.now().getTime() + 60_000),
    ]);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(1);
    network.office.clock.advance(61_000);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(2);
    expect(network.handed[0]?.messageId).toBe(network.handed[1]?.messageId);
    expect(await states()).toEqual(['done']);
  });

  test('an acknowledgement the axis did not hear is said again, the letter is not taken in again', async () => {
    const letter = await arrive();
    network.axis.setFaults([{ match: { call: 'updateStatus' }, do: 'http_error', status: 500 }]);
    await receive(network, connectionId);
    expect(await states()).toEqual(['handed']);
    expect(network.axis.find(letter.docId)?.deliveries[0]?.state).not.toBe('done');
    network.axis.setFaults([]);
    network.office.clock.advance(61_000);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(1);
    expect(await states()).toEqual(['done']);
    expect(network.axis.find(letter.docId)?.deliveries[0]?.state).toBe('done');
  }, 180_000);

  test('what the axis holds for taken in is left alone, unless asked after a restore', async () => {
    await arrive();
    await receive(network, connectionId);
    await rawQuery(network.office.db, 'delete from carriers_pickup', []);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(1);
    await receive(network, connectionId, { asked: true, includeSettled: true });
    expect(network.handed).toHaveLength(2);
  });

  test('what is settled is forgotten after months, what needs somebody is not', async () => {
    const before = network.office.clock.now();
    await arrive();
    const own = await connect(network, nationalInput(network, { name: 'Riêng', share: 'own' }));
    await arrive([COMMUNE]);
    await receive(network, own);
    const left = async () => (await pickups(network, own)).map(({ state }) => state);
    expect(await left()).toEqual(['done', 'stranger']);
    await forgetSettled(network.office);
    expect(await left()).toEqual(['done', 'stranger']);
    network.office.clock.advance(91 * 86_400_000);
    await forgetSettled(network.office);
    expect(await left()).toEqual(['stranger']);
    network.office.clock.set(before);
  });

  test('a message that comes late, or by a clock behind ours, is within the window', async () => {
    await receive(network, connectionId);
    network.office.clock.advance(-3_600_000);
    await arrive();
    network.office.clock.advance(2 * 3_600_000);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(1);
  });
});

describe('not taken in, and visible', () => {
  test('for nobody here: refused, shown; a code that is added makes it ours', async () => {
    const { office, district } = network;
    const own = await connect(network, nationalInput(network, { name: 'Riêng', share: 'own' }));
    const letter = await arrive([COMMUNE]);
    await receive(network, own);
    expect(network.handed).toHaveLength(0);
    expect(network.axis.find(letter.docId)?.deliveries[0]?.state).toBe('fail');
    const act = () => office.as(district.administrator);
    const { items } = await listTroubles(act(), { limit: 50, connectionId: own });
    expect(items).toMatchObject([{ state: 'stranger', fromCode: MINISTRY, toCode: COMMUNE }]);
    await changeConnection(act(), own, nationalInput(network, { name: 'Riêng', share: 'all' }));
    await retryPickup(act(), own, { docId: items[0]?.docId ?? '' });
    await receive(network, own);
    expect(network.handed).toMatchObject([{ agencyId: network.commune.id }]);
    await expect(retryPickup(act(), own, { docId: items[0]?.docId ?? '' })).rejects.toMatchObject({
      code: 'carriers.wrong_state',
    });
  });

  test('bytes nobody can read still reach an inbox: of whom the axis names, or of whoever runs the connection', async () => {
    await arrive([DISTRICT], Buffer.from('<html>502</html>'));
    await receive(network, connectionId);
    expect(network.handed).toMatchObject([{ agencyId: network.district.id, kind: 'document' }]);
    await network.axis.deliver(Buffer.from('không phải XML'), { from: MINISTRY, to: [COMMUNE] });
    const own = await connect(network, nationalInput(network, { name: 'Riêng', share: 'own' }));
    await receive(network, own);
    expect(network.handed.at(-1)).toMatchObject({ agencyId: network.district.id, receiverCode: COMMUNE });
  });

  test('too large is given up at once, and fetched when the limit is raised', async () => {
    const { office, district } = network;
    const act = () => office.as(district.administrator);
    const input = (maxMessageMb: number) => nationalInput(network, { settings: { maxMessageMb } });
    await changeConnection(act(), connectionId, input(1));
    const bytes = await letterBytes(DISTRICT, { from: MINISTRY, size: 1_200_000 });
    await arrive([DISTRICT], bytes);
    await arrive();
    await receive(network, connectionId);
    expect((await pickups(network, connectionId)).map(({ state, error_code }) => [state, error_code])).toEqual([
      ['failed', 'carriers.too_large'],
      ['done', ''],
    ]);
    await changeConnection(act(), connectionId, input(10));
    const [large] = await pickups(network, connectionId);
    await retryPickup(act(), connectionId, { docId: large?.doc_id ?? '' });
    await receive(network, connectionId);
    expect(network.handed.map((message) => message.sha256)).toContain(sha256(bytes));
  });

  test('bytes that are not those of the list are not taken in, the true ones are', async () => {
    const bytes = await letterBytes(DISTRICT, { from: MINISTRY });
    const letter = await arrive([DISTRICT], bytes);
    const docId = letter.deliveries[0]?.receiverDocId ?? '';
    const connection = await connectionRow(network, connectionId);
    const listed = { docId, from: MINISTRY, to: DISTRICT, state: 'initial', sha256: sha256(bytes) };
    await insertListed(network.system(), connection, [{ ...listed, messageType: 'edoc' }]);
    network.axis.setFaults([{ match: { call: 'downloadEdoc', nth: 1 }, do: 'corrupt' }]);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(0);
    expect((await pickups(network, connectionId)).map(({ error_code }) => error_code)).toEqual(['axis.hash_mismatch']);
    network.office.clock.advance(61_000);
    await receive(network, connectionId);
    expect(network.handed.map((message) => message.sha256)).toEqual([sha256(bytes)]);
  });

  test('a fetch that breaks again and again goes on where it stopped', async () => {
    const bytes = await letterBytes(DISTRICT, { from: MINISTRY, size: 600_000 });
    await arrive([DISTRICT], bytes);
    network.axis.setFaults([
      { match: { call: 'downloadEdoc' }, do: 'cut', side: 'answer', atByte: 200_000, times: 9 },
      { match: { call: 'getEdoc' }, do: 'http_error', status: 500, times: 9 },
    ]);
    for (let round = 0; round < 6; round += 1) {
      await receive(network, connectionId);
      network.office.clock.advance(3_700_000);
    }
    expect(network.handed.map((message) => message.sha256)).toEqual([sha256(bytes)]);
  }, 180_000);

  test('an axis that is ill costs the messages nothing; the connection rests and comes back', async () => {
    await arrive();
    network.axis.setFaults([{ match: { axis: 'national' }, do: 'http_error', status: 503 }]);
    for (let round = 0; round < 3; round += 1) {
      await receive(network, connectionId);
    }
    const resting = await connectionRow(network, connectionId);
    expect(resting.resting_until).not.toBeNull();
    const asked = network.axis.log.length;
    await receive(network, connectionId);
    expect(network.axis.log.length).toBe(asked);
    network.axis.setFaults([]);
    network.office.clock.advance(31_000);
    await receive(network, connectionId);
    expect(network.handed).toHaveLength(1);
    expect(await connectionRow(network, connectionId)).toMatchObject({ failures: 0, resting_until: null });
  }, 180_000);

  test('a connection that is switched off asks nobody', async () => {
    await arrive();
    await rawQuery(network.office.db, 'update carriers_connection set enabled = false', []);
    await receive(network, connectionId);
    expect(network.axis.log.filter(({ call }) => call !== 'deliver')).toHaveLength(0);
  });
});

test('a body that has closed: its letters go to the successor', async () => {
  const { office } = network;
  const closed = await buildAgency(office.db, { name: 'Phòng Cũ', code: 'H35.9.77', valid_to: '2021-01-01' });
  await rawQuery(office.db, "update org_agency_code set valid_to = '2021-01-01' where agency_id = $1", [closed.id]);
  await rawQuery(
    office.db,
    `insert into org_agency_event (id, kind, agency_id, successor_id, effective_on, detail, applied_at)
     values ($1, 'merge', $2, $3, '2021-01-02', $4, now())`,
    [
      crypto.randomUUID(),
      closed.id,
      network.commune.id,
      JSON.stringify({ agencyName: 'Phòng Cũ', successorName: 'UBND xã Thử', heirId: network.commune.id }),
    ],
  );
  network.axis.agencies.add({ code: 'H35.9.77', name: 'Phòng Cũ' });
  network.axis.addSystem({ id: 'cu', secret: 'cu', agencies: ['H35.9.77'] });
  const input = nationalInput(network, { name: 'Cũ', secret: { secret: 'cu' }, settings: { systemId: 'cu' } });
  const old = await connect(network, input);
  await arrive(['H35.9.77']);
  await receive(network, old);
  expect(network.handed).toMatchObject([{ agencyId: network.commune.id, receiverCode: 'H35.9.77' }]);
});

describe('asked for', () => {
  test('"Nhận ngay" is a job of its own, also while the connection rests; only for whoever runs it', async () => {
    const { office, district, commune } = network;
    await rawQuery(office.db, 'update carriers_connection set resting_until = $1', [
      new Date(office.clock.now().getTime() + 600_000),
    ]);
    await expect(receiveNow(office.as(district.clerk), connectionId, { includeSettled: false })).rejects.toMatchObject({
      code: 'carriers.receive.forbidden',
    });
    await expect(
      receiveNow(office.as(commune.administrator), connectionId, { includeSettled: false }),
    ).rejects.toMatchObject({ code: 'carriers.connection_not_found' });
    await receiveNow(office.as(district.administrator), connectionId, { includeSettled: false });
    expect((await connectionRow(network, connectionId)).resting_until).toBeNull();
    const jobs = await rawQuery<{ key: string }>(office.db, 'select key from graphile_worker.jobs', []);
    expect(jobs.map(({ key }) => key)).toContain(`carriers.receive:${connectionId}:asked`);
  });

  test('the sweep wakes a worker when the list is due or messages wait, not otherwise', async () => {
    const { office } = network;
    const clear = () =>
      rawQuery(office.db, 'select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs', []);
    const due = async () => {
      await sweepConnections(office);
      const rows = await rawQuery<{ key: string }>(office.db, 'select key from graphile_worker.jobs', []);
      await clear();
      return rows.map(({ key }) => key);
    };
    await clear();
    expect(await due()).toEqual([`carriers.receive:${connectionId}`]);
    await receive(network, connectionId);
    expect(await due()).toEqual([]);
    office.clock.advance(61_000);
    expect(await due()).toEqual([`carriers.receive:${connectionId}`]);
    await rawQuery(office.db, 'update carriers_connection set enabled = false', []);
    expect(await due()).toEqual([]);
  });
});
