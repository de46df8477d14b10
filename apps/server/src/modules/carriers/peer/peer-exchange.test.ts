import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { acceptCodes, createSide, pair, parcelOf, type Side } from './peer.testing.ts';

let a: Side;
let b: Side;
let toB: string;
let toA: string;

beforeAll(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
  toB = await pair(a, b);
  toA = await pair(b, a);
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
});

const letter = (text: string): Buffer => Buffer.from(`<edXML>${text}</edXML>`);
const send = (parcels: Parameters<typeof a.part.carrier.send>[1]) => a.part.carrier.send(a.system(), parcels);

describe('messages to another installation', () => {
  test('letters and statuses arrive, durable, with the sender the key vouches for', async () => {
    const parcels = [
      await parcelOf(a, b, toB, { bytes: letter('một') }),
      await parcelOf(a, b, toB, { bytes: letter('trạng thái 03'), kind: 'status', priority: 3 }),
      await parcelOf(a, b, toB, { bytes: randomBytes(300_000) }),
    ];
    b.handed.length = 0;
    expect(await send(parcels)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(b.handed).toEqual(
      parcels.map((parcel) => ({
        agencyId: b.agencyId,
        carrier: 'peer',
        connectionId: toA,
        messageId: `${a.code}/${parcel.messageId}`,
        kind: parcel.kind,
        senderAgencyId: null,
        senderCode: a.code,
        receiverCode: b.code,
        sha256: parcel.sha256,
        size: parcel.size,
        content: parcel.kind === 'status' ? parcel.content : null,
        priority: parcel.priority,
      })),
    );
    for (const parcel of parcels.filter(({ kind }) => kind === 'document')) {
      expect(await b.office.blobs.readBytes(parcel.sha256)).toEqual(await a.office.blobs.readBytes(parcel.sha256));
    }
  });

  test('both ways, and what was sent and received is counted', async () => {
    const parcel = await parcelOf(b, a, toA, { bytes: letter('trả lời') });
    expect(await b.part.carrier.send(b.system(), [parcel])).toEqual([{ ok: true }]);
    const [row] = await rawQuery<{ sent_count: number; received_count: number; failures: number }>(
      a.office.db,
      'select sent_count, received_count, failures from carriers_connection where id = $1',
      [toB],
    );
    expect(row).toMatchObject({ received_count: 1, failures: 0 });
    expect(row?.sent_count).toBeGreaterThan(0);
  });

  test('one bad message in a batch is told by itself, the others arrive', async () => {
    const good = await parcelOf(a, b, toB, { bytes: letter('tốt 1') });
    const nobody = await parcelOf(a, { code: 'H35.KHONG.CO' }, toB, { bytes: letter('lạc') });
    const forged = await parcelOf(a, b, toB, { bytes: letter('mạo'), senderCode: 'H35.NGUOI.KHAC' });
    const changed = { ...(await parcelOf(a, b, toB, { bytes: letter('đổi'), kind: 'status' as const })) };
    changed.content = letter('đổi khác');
    const nameless = await parcelOf(a, b, toB, { bytes: letter('không tên'), messageId: '' });
    const also = await parcelOf(a, b, toB, { bytes: letter('tốt 2') });
    b.handed.length = 0;
    const outcomes = await send([good, nobody, forged, changed, nameless, also]);
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : `${outcome.code}${outcome.final ? ' final' : ''}`))).toEqual([
      'ok',
      'carriers.peer_receiver_unknown final',
      'carriers.peer_sender_not_accepted final',
      'carriers.peer_not_uploaded',
      'carriers.peer_refused final',
      'ok',
    ]);
    expect(b.handed.map(({ messageId }) => messageId)).toEqual(
      [good, also].map(({ messageId }) => `${a.code}/${messageId}`),
    );
  });

  test('more than one batch: hundreds arrive once each, in few requests', async () => {
    const parcels = await Promise.all(
      Array.from({ length: 450 }, (_one, index) =>
        parcelOf(a, b, toB, { bytes: letter(`số ${index}`), kind: 'status' }),
      ),
    );
    const before = (await b.inbox()).length;
    const outcomes = await send(parcels);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await b.inbox()).toHaveLength(before + 450);
    const [nonces] = await rawQuery<{ count: number }>(b.office.db, 'select count(*) from carriers_peer_nonce', []);
    expect(nonces?.count).toBeLessThan(30);
  });

  test('killed between storing and answering: the sender repeats, the inbox holds each once', async () => {
    const parcels = [
      await parcelOf(a, b, toB, { bytes: letter('lặp 1') }),
      await parcelOf(a, b, toB, { bytes: letter('lặp 2'), kind: 'status' }),
    ];
    const before = (await b.inbox()).length;
    b.dieAfterStoring();
    const failed = await send(parcels);
    expect(failed.map((outcome) => (outcome.ok ? 'ok' : [outcome.code, outcome.final]))).toEqual([
      ['carriers.peer_busy', false],
      ['carriers.peer_busy', false],
    ]);
    expect(await b.inbox()).toHaveLength(before + 2);
    expect(await send(parcels.map((parcel) => ({ ...parcel, inDoubt: true })))).toEqual([{ ok: true }, { ok: true }]);
    expect(await b.inbox()).toHaveLength(before + 2);
  });

  test('a name used by two senders is two messages', async () => {
    const second = 'H35.A2';
    await rawQuery(
      a.office.db,
      `insert into org_agency_code (agency_id, scheme, value, value_key) values ($1, 'qcvn102', $2, $2)`,
      [a.agencyId, second],
    );
    // The other side learns of the new code at its next look.
    await b.part.sweeps.find(({ name }) => name === 'carriers.look_at_peers')?.run(b.office);
    b.office.clock.advance(3_600_000);
    a.office.clock.advance(3_600_000);
    await b.part.sweeps.find(({ name }) => name === 'carriers.look_at_peers')?.run(b.office);
    const parcel = await parcelOf(a, b, toB, { bytes: letter('mã thứ hai'), senderCode: second });
    expect(await send([parcel])).toMatchObject([{ ok: false, code: 'carriers.peer_sender_not_accepted' }]);
    await acceptCodes(b, toA, [a.code, second]);
    expect(await send([parcel])).toEqual([{ ok: true }]);
    const before = (await b.inbox()).length;
    expect(await send([{ ...parcel, senderCode: a.code }])).toEqual([{ ok: true }]);
    expect(await b.inbox()).toHaveLength(before + 1);
    expect(await send([{ ...parcel, senderCode: a.code }])).toEqual([{ ok: true }]);
    expect(await b.inbox()).toHaveLength(before + 1);
  });

  test('a code taken back speaks no more', async () => {
    await acceptCodes(b, toA, []);
    const parcel = await parcelOf(a, b, toB, { bytes: letter('không còn') });
    expect(await send([parcel])).toMatchObject([{ ok: false, final: true, code: 'carriers.peer_sender_not_accepted' }]);
    await acceptCodes(b, toA, [a.code]);
    expect(await send([parcel])).toEqual([{ ok: true }]);
  });

  test('a longer message than the other side takes is final before it is carried', async () => {
    await rawQuery(
      b.office.db,
      `update carriers_connection set settings = settings || '{"maxMessageMb": 1}' where id = $1`,
      [toA],
    );
    const parcel = await parcelOf(a, b, toB, { bytes: randomBytes(3 * 1024 * 1024) });
    expect(await send([parcel])).toMatchObject([{ ok: false, final: true, code: 'carriers.peer_too_large' }]);
    const kept = await rawQuery(b.office.db, 'select 1 from carriers_peer_upload where sha256 = $1', [parcel.sha256]);
    expect(kept).toEqual([]);
    await rawQuery(
      b.office.db,
      `update carriers_connection set settings = settings || '{"maxMessageMb": 100}' where id = $1`,
      [toA],
    );
    expect(await send([parcel])).toEqual([{ ok: true }]);
  });

  test('nobody is reached over a connection that is gone, off or not confirmed', async () => {
    const parcel = await parcelOf(a, b, toB, { bytes: letter('tắt') });
    expect(await send([{ ...parcel, connectionId: null }])).toMatchObject([
      { ok: false, final: true, code: 'carriers.peer_not_found' },
    ]);
    await rawQuery(a.office.db, 'update carriers_connection set enabled = false where id = $1', [toB]);
    expect(await send([parcel])).toMatchObject([{ ok: false, final: true, code: 'carriers.disabled' }]);
    await rawQuery(a.office.db, 'update carriers_connection set enabled = true where id = $1', [toB]);
    // Switched off at the other side: it knows us no more.
    await rawQuery(b.office.db, 'update carriers_connection set enabled = false where id = $1', [toA]);
    expect(await send([parcel])).toMatchObject([{ ok: false, final: false, code: 'carriers.peer_not_recognised' }]);
    await rawQuery(b.office.db, 'update carriers_connection set enabled = true where id = $1', [toA]);
    expect(await send([parcel])).toEqual([{ ok: true }]);
  });
});
