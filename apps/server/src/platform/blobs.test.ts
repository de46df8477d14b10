import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HEADER_BYTES, SEALED_SEGMENT_BYTES, SEGMENT_BYTES, sealedSizeOf } from './blob-format.ts';
import { placeOfBlob } from './blob-place.ts';
import { type BlobStoreOptions, openBlobStore } from './blobs.ts';
import { type Keyring, newMasterKey } from './keys/keyring.ts';
import { testKeyring, testKeys } from './testing/test-keys.ts';

let dir: string;
let keyring: Keyring;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-blobs-'));
  keyring = testKeyring();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(options: Partial<BlobStoreOptions> = {}) {
  return openBlobStore({ dir, keys: () => keyring, ...options });
}

function pathOf(sha256: string): string {
  return placeOfBlob(dir, keyring, sha256).path;
}

function flip(sha256: string, at: number): void {
  const bytes = readFileSync(pathOf(sha256));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(pathOf(sha256), bytes);
}

/** All files under the folder, name and bytes. */
function everything(): Buffer {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [Buffer.from(path), entry.isFile() ? readFileSync(path) : Buffer.alloc(0)];
    }),
  );
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('one flipped bit is found wherever it is, and the bytes never leave', async () => {
  const store = open();
  const { sha256 } = await store.put(Buffer.from(`Công văn số 313: ${'x'.repeat(50)}`));
  const { size } = statSync(pathOf(sha256));
  expect(await store.check(sha256)).toBe('good');
  for (let at = 0; at < size; at += at < HEADER_BYTES ? 17 : 1) {
    flip(sha256, at);
    expect(await store.check(sha256)).toBe('damaged');
    if (at >= HEADER_BYTES) {
      await expect(store.readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged', status: 503 });
      await expect(buffer(store.read(sha256))).rejects.toMatchObject({ code: 'files.damaged' });
    } else {
      // One slot is enough to read; the scrub finds the other one and mends it.
      expect((await store.readBytes(sha256)).toString()).toContain('313');
      expect(await store.repair(sha256)).toBe(true);
      expect(await store.check(sha256)).toBe('good');
      continue;
    }
    flip(sha256, at);
  }
});

test('neither the content nor its hash is on the disk, and another key opens nothing', async () => {
  const store = open();
  const content = Buffer.from('Họ và tên mẹ: Giàng Thị Dợ');
  const { sha256 } = await store.put(content);
  const seen = everything();
  expect([seen.includes(content), seen.includes(sha256), seen.includes(Buffer.from(sha256, 'hex'))]).toEqual([
    false,
    false,
    false,
  ]);
  const path = pathOf(sha256);
  const other = open({ keys: testKeys() });
  expect(other.has(sha256)).toBe(false);
  expect([...other.list()]).toEqual([]);
  const sameNames = { ...testKeyring(), names: keyring.names };
  await expect(open({ keys: () => sameNames }).readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged' });
  // Control: what is put there in the open is seen.
  writeFileSync(path, content);
  expect(everything().includes(content)).toBe(true);
});

test('any size comes back, whole or in part', async () => {
  const store = open();
  const sizes = [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 20 * SEGMENT_BYTES + 7];
  for (const size of sizes) {
    const content = randomBytes(size);
    const { sha256, size: stored } = await store.put(content);
    expect(stored).toBe(size);
    expect(statSync(pathOf(sha256)).size).toBe(sealedSizeOf(size));
    expect((await store.readBytes(sha256)).equals(content)).toBe(true);
    const at = fc.integer({ min: 0, max: size });
    await fc.assert(
      fc.asyncProperty(at, at, async (one, two) => {
        const [start, end] = [Math.min(one, two), Math.max(one, two)];
        const part = await buffer(store.read(sha256, { start, end }));
        expect(part.equals(content.subarray(start, end))).toBe(true);
      }),
      { numRuns: 12 },
    );
  }
});

describe('a file on the disk that was tampered with', () => {
  const segment = (bytes: Buffer, index: number): Buffer =>
    bytes.subarray(HEADER_BYTES + index * SEALED_SEGMENT_BYTES, HEADER_BYTES + (index + 1) * SEALED_SEGMENT_BYTES);
  test.each<[string, (bytes: Buffer, other: Buffer) => Buffer]>([
    ['cut off at a segment', (bytes) => bytes.subarray(0, HEADER_BYTES + 2 * SEALED_SEGMENT_BYTES)],
    ['cut off in a segment', (bytes) => bytes.subarray(0, -1)],
    ['cut off in the header', (bytes) => bytes.subarray(0, 700)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(16)])],
    [
      'with two segments in each other’s place',
      (bytes) =>
        Buffer.concat([bytes.subarray(0, HEADER_BYTES), segment(bytes, 1), segment(bytes, 0), segment(bytes, 2)]),
    ],
    [
      'with a segment of another blob',
      (bytes, other) =>
        Buffer.concat([bytes.subarray(0, HEADER_BYTES), segment(other, 0), segment(bytes, 1), segment(bytes, 2)]),
    ],
    ['with the whole of another blob', (_bytes, other) => other],
    [
      'with the header of another blob',
      (bytes, other) => Buffer.concat([other.subarray(0, HEADER_BYTES), bytes.subarray(HEADER_BYTES)]),
    ],
  ])('%s does not open', async (_name, tamper) => {
    const store = open();
    const [one, two] = [randomBytes(3 * SEGMENT_BYTES), randomBytes(3 * SEGMENT_BYTES)];
    const { sha256 } = await store.put(one);
    const { sha256: other } = await store.put(two);
    expect((await store.readBytes(sha256)).equals(one)).toBe(true);
    writeFileSync(pathOf(sha256), tamper(readFileSync(pathOf(sha256)), readFileSync(pathOf(other))));
    expect(await store.check(sha256)).toBe('damaged');
    await expect(store.readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged' });
  });
});

test('damage in the middle is mended on the way, without one wrong byte', async () => {
  const content = randomBytes(40 * SEGMENT_BYTES);
  const store = open({ copies: [async () => pieces(content)] });
  const { sha256 } = await store.put(content);
  flip(sha256, HEADER_BYTES + 30 * SEALED_SEGMENT_BYTES + 5);
  expect((await buffer(store.read(sha256))).equals(content)).toBe(true);
  expect(await store.check(sha256)).toBe('good');
});

test('what was erased opens for nobody who kept the file, even with the keys', async () => {
  const store = open();
  const { sha256 } = await store.put(Buffer.from('số điện thoại của người dân'));
  const kept = `${pathOf(sha256)}.kept`;
  linkSync(pathOf(sha256), kept);
  await store.delete(sha256);
  expect(store.has(sha256)).toBe(false);
  linkSync(kept, pathOf(sha256));
  await expect(store.readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged' });
  await store.delete(sha256);
  await store.delete(sha256);
});

test('a name that is taken by what no key opens does not count as having the bytes', async () => {
  const store = open();
  const content = Buffer.from('một');
  const { sha256 } = await store.put(content);
  writeFileSync(pathOf(sha256), Buffer.alloc(HEADER_BYTES + 30));
  await store.put(content);
  expect(await store.readBytes(sha256)).toEqual(content);
});

test('bytes that come while the keys are changed lie under the new ones, also when the old are gone by then', async () => {
  const before = keyring;
  const active = newMasterKey(new Date());
  const after: Keyring = { ...before, active, byId: new Map([[active.id, active]]) };
  let looks = 0;
  // As it is when the change falls between the writing of the header and the name: the last look sees the new file.
  const store = open({ keys: () => (++looks > 3 ? after : before) });
  const { sha256 } = await store.put(Buffer.from('đúng lúc đổi khóa'));
  keyring = after;
  expect(await open().check(sha256)).toBe('good');
});

test('a folder of files in the open is told, not opened', () => {
  const name = 'ab'.repeat(32);
  mkdirSync(join(dir, 'ab'));
  writeFileSync(join(dir, 'ab', name), 'x');
  expect(() => open()).toThrow(expect.objectContaining({ code: 'files.plain_store' }));
});

test('a lost blob is no less damaged', async () => {
  const store = open();
  const { sha256 } = await store.put(Buffer.from('một'));
  rmSync(pathOf(sha256));
  expect(await store.check(sha256)).toBe('lost');
  await expect(store.readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged' });
});

test('the first good copy repairs, a bad one does not', async () => {
  const told: string[] = [];
  const good = Buffer.from('bản gốc');
  const store = open({
    copies: [
      async () => pieces(Buffer.from('bản khác')),
      async () => Promise.reject(new Error('ổ đĩa không gắn')),
      async () => undefined,
      async () => pieces(good),
    ],
    onDamaged: (_sha256, outcome) => told.push(outcome),
  });
  const { sha256 } = await store.put(good);
  flip(sha256, HEADER_BYTES);
  expect(await store.readBytes(sha256)).toEqual(good);
  expect(await store.check(sha256)).toBe('good');
  flip(sha256, HEADER_BYTES + 1);
  expect(await buffer(store.read(sha256))).toEqual(good);
  expect(told).toEqual(['repaired', 'repaired']);
});

test('bytes nobody has a good copy of stay where they are', async () => {
  const store = open({ copies: [async () => pieces(Buffer.from('bản khác'))] });
  const { sha256 } = await store.put(Buffer.from('bản gốc'));
  flip(sha256, HEADER_BYTES);
  expect(await store.repair(sha256)).toBe(false);
  expect(await store.check(sha256)).toBe('damaged');
});

test('lists what it holds, and what came lately', async () => {
  const store = open();
  const { sha256 } = await store.put(Buffer.from('một'));
  expect([...store.list()]).toEqual([sha256]);
  expect([...store.list(new Date(Date.now() + 60_000))]).toEqual([]);
});

test('a full disk takes no bytes', async () => {
  const full = new Error('full');
  const store = open({
    assertWritable: () => {
      throw full;
    },
  });
  await expect(store.put(Buffer.from('một'))).rejects.toBe(full);
});
