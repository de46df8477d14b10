import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { bytesIn } from '../../../platform/testing/bytes-in.ts';
import { findConnection } from '../connections.store.ts';
import { findPeer } from './peer.store.ts';
import { createSide, pair, parcelOf, type Side } from './peer.testing.ts';
import { addressOf } from './peer-address.ts';
import { createPeerClient, type PeerClient } from './send/peer-client.ts';
import { BLOBS_PATH, CHUNK_BYTES } from './wire/protocol.ts';

const MEGABYTE = 1024 * 1024;

/** A line between the two that breaks after so many bytes, as often as there are numbers. */
interface Line {
  url: string;
  /** Bytes after which each next connection is cut. */
  cuts: number[];
  carried: number;
  server: Server;
}

async function openLine(to: string): Promise<Line> {
  const target = new URL(to);
  const line: Line = { url: '', cuts: [], carried: 0, server: createServer() };
  line.server.on('connection', (socket) => {
    const out = connect(Number(target.port), target.hostname);
    const cut = line.cuts.shift() ?? Number.POSITIVE_INFINITY;
    let passed = 0;
    socket.on('data', (chunk) => {
      line.carried += chunk.length;
      passed += chunk.length;
      out.write(chunk);
      if (passed > cut) {
        socket.destroy();
        out.destroy();
      }
    });
    out.on('data', (chunk) => socket.write(chunk));
    for (const end of [socket, out]) {
      end.on('error', () => undefined);
      end.on('close', () => {
        socket.destroy();
        out.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
  const bound = line.server.address();
  line.url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  return line;
}

let a: Side;
let b: Side;
let line: Line;
let toB: string;
let toA: string;
let client: PeerClient;

beforeAll(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
  line = await openLine(b.url);
  toB = await pair(a, b, { endpoint: line.url });
  toA = await pair(b, a);
  const connection = await findConnection(a.office.db, toB);
  const peer = await findPeer(a.office.db, toB);
  if (connection === undefined || peer === undefined) {
    throw new Error('not paired');
  }
  client = createPeerClient(a.office, addressOf(a.office.config, connection), peer.public_key);
});
afterAll(async () => {
  line.server.close();
  await Promise.all([a.close(), b.close()]);
});

const send = (parcels: Parameters<typeof a.part.carrier.send>[1]) => a.part.carrier.send(a.system(), parcels);
const folder = () => join(b.office.config.dataDir, 'tmp', 'peer-uploads');
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const put = (sha256: string, body: Buffer, offset: number, size: number) =>
  client({ method: 'PUT', path: `${BLOBS_PATH}/${sha256}?offset=${offset}&size=${size}`, body });

/** Troubles make a connection rest; the next attempt comes later. */
async function wellAgain(): Promise<void> {
  await rawQuery(a.office.db, 'update carriers_connection set failures = 0, resting_until = null', []);
}

describe('a big message', () => {
  test('cut twice on the way goes on where it was cut', async () => {
    const bytes = randomBytes(10 * MEGABYTE);
    const parcel = await parcelOf(a, b, toB, { bytes });
    // The line breaks within the second chunk, and again when it is tried at once.
    line.cuts = [6 * MEGABYTE, MEGABYTE];
    expect(await send([parcel])).toMatchObject([{ ok: false, final: false, code: 'carriers.peer_unreachable' }]);
    const [row] = await rawQuery<{ received: number; state: string }>(
      b.office.db,
      'select received, state from carriers_peer_upload where sha256 = $1',
      [parcel.sha256],
    );
    expect(row).toEqual({ received: CHUNK_BYTES, state: 'open' });
    await wellAgain();
    line.carried = 0;
    expect(await send([parcel])).toEqual([{ ok: true }]);
    expect(line.carried).toBeLessThan(7 * MEGABYTE);
    expect(await b.office.blobs.readBytes(parcel.sha256)).toEqual(bytes);
    expect(readdirSync(folder())).toEqual([]);
  });

  test('for several receivers is carried once; a repetition is not carried again', async () => {
    const bytes = randomBytes(5 * MEGABYTE);
    const parcels = [await parcelOf(a, b, toB, { bytes }), await parcelOf(a, b, toB, { bytes })];
    line.carried = 0;
    expect(await send(parcels)).toEqual([{ ok: true }, { ok: true }]);
    expect(line.carried).toBeLessThan(5.5 * MEGABYTE);
    line.carried = 0;
    expect(await send(parcels)).toEqual([{ ok: true }, { ok: true }]);
    expect(line.carried).toBeLessThan(MEGABYTE);
  });

  test('of 100 MB goes through both sides without being held', async () => {
    const size = 100 * MEGABYTE;
    const chunk = randomBytes(MEGABYTE);
    async function* content() {
      for (let at = 0; at < size; at += chunk.length) {
        yield chunk;
      }
    }
    const stored = await a.office.blobs.put(content());
    // What one side has read and the other has not on its disk is held by one of them, or by the line.
    let taken = 0;
    let landed = 0;
    let held = 0;
    const read = a.office.blobs.read;
    const watch = vi.spyOn(a.office.blobs, 'read').mockImplementation((sha256) =>
      Readable.from(
        (async function* () {
          for await (const piece of read(sha256)) {
            taken += piece.length;
            landed = Math.max(landed, bytesIn(folder()));
            held = Math.max(held, taken - landed);
            yield piece;
          }
        })(),
      ),
    );
    const parcel = { ...(await parcelOf(a, b, toB, { bytes: Buffer.alloc(0) })), ...stored };
    expect(await send([parcel])).toEqual([{ ok: true }]);
    watch.mockRestore();
    expect(b.office.blobs.has(stored.sha256)).toBe(true);
    expect(taken).toBe(size);

    expect(held).toBeLessThan(6 * CHUNK_BYTES);
  });
});

describe('uploads are checked and bounded', () => {
  async function forgetAfter(hours: number): Promise<void> {
    for (const { office } of [a, b]) {
      office.clock.advance(hours * 3_600_000);
    }
    await b.part.sweeps.find(({ name }) => name === 'carriers.forget_uploads')?.run(b.office);
  }

  test('bytes of another hash are thrown away', async () => {
    const bytes = randomBytes(1000);
    const sha256 = hashOf(randomBytes(10));
    expect(await put(sha256, bytes, 0, 1000)).toMatchObject({ status: 422, json: { error: 'changed' } });
    expect(await client({ method: 'GET', path: `${BLOBS_PATH}/${sha256}` })).toMatchObject({
      json: { received: 0, state: 'none' },
    });
    expect(b.office.blobs.has(hashOf(bytes))).toBe(false);
    expect(await put(hashOf(bytes), bytes, 0, 1000)).toMatchObject({ status: 200, json: { state: 'whole' } });
  });

  test('a chunk at another place changes nothing and is told the right one', async () => {
    const bytes = randomBytes(3000);
    const sha256 = hashOf(bytes);
    expect((await put(sha256, bytes.subarray(1000, 2000), 1000, 3000)).json).toEqual({ received: 0, state: 'open' });
    expect((await put(sha256, bytes.subarray(0, 1000), 0, 3000)).json).toEqual({ received: 1000, state: 'open' });
    expect((await put(sha256, bytes.subarray(0, 1000), 0, 3000)).json).toEqual({ received: 1000, state: 'open' });
    expect((await put(sha256, bytes.subarray(1000), 1000, 3000)).json).toEqual({ received: 3000, state: 'whole' });
  });

  test.each([
    ['longer than said', 500, 0],
    ['of another size than at first', 3000, 0],
  ])('a chunk %s is refused', async (_name, size, offset) => {
    const bytes = randomBytes(2000);
    await put(hashOf(bytes), bytes.subarray(0, 10), 0, 2000);
    expect(await put(hashOf(bytes), bytes.subarray(0, 1000), offset, size)).toMatchObject({ status: 422 });
  });

  test('not longer than allowed, not more than twenty at once', async () => {
    expect(await put('f'.repeat(64), Buffer.alloc(10), 0, 151 * MEGABYTE)).toMatchObject({
      json: { error: 'too_large' },
    });
    await forgetAfter(24 * 8);
    for (let count = 0; count < 20; count += 1) {
      expect((await put(hashOf(Buffer.from([count])), Buffer.alloc(10), 0, 1000)).status).toBe(200);
    }
    const more = randomBytes(1000);
    expect(await put(hashOf(more), more.subarray(0, 10), 0, 1000)).toMatchObject({ json: { error: 'quota' } });
    // What was begun may go on.
    expect((await put(hashOf(Buffer.from([1])), Buffer.alloc(10), 10, 1000)).status).toBe(200);
  });

  test('what nobody went on with for a day is forgotten', async () => {
    await forgetAfter(0);
    const count = async () =>
      (await rawQuery<{ count: number }>(b.office.db, `select count(*) from carriers_peer_upload`, []))[0]?.count;
    expect(await count()).toBe(20);
    await forgetAfter(25);
    expect(await count()).toBe(0);
    expect(readdirSync(folder())).toEqual([]);
  });

  test('knowing a hash is not having the bytes', async () => {
    const secret = await b.office.blobs.put(randomBytes(2 * MEGABYTE));
    const parcel = { ...(await parcelOf(a, b, toB, { bytes: Buffer.alloc(0), kind: 'status' })), ...secret };
    const before = (await b.inbox()).length;
    const outcome = await send([{ ...parcel, content: Buffer.alloc(0) }]);
    expect(outcome).toMatchObject([{ ok: false, code: 'carriers.peer_not_uploaded' }]);
    expect(await b.inbox()).toHaveLength(before);
    expect(toA).not.toBe(toB);
  });
});
