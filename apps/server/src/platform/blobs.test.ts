import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BlobStoreOptions, openBlobStore } from './blobs.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-blobs-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(options: Partial<BlobStoreOptions> = {}) {
  return openBlobStore({ dir, ...options });
}

function pathOf(sha256: string): string {
  return join(dir, sha256.slice(0, 2), sha256);
}

function flip(sha256: string, at: number): void {
  const bytes = readFileSync(pathOf(sha256));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(pathOf(sha256), bytes);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('one flipped bit is found wherever it is, and the bytes never leave', async () => {
  const store = open();
  for (let at = 0; at < 120; at += 1) {
    const { sha256 } = await store.put(Buffer.from(`Công văn số ${at}: ${'x'.repeat(200)}`));
    expect(await store.check(sha256)).toBe('good');
    flip(sha256, at);
    expect(await store.check(sha256)).toBe('damaged');
    await expect(store.readBytes(sha256)).rejects.toMatchObject({ code: 'files.damaged', status: 503 });
    await expect(buffer(store.read(sha256))).rejects.toMatchObject({ code: 'files.damaged' });
  }
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
  flip(sha256, 0);
  expect(await store.readBytes(sha256)).toEqual(good);
  expect(await store.check(sha256)).toBe('good');
  flip(sha256, 1);
  expect(await buffer(store.read(sha256))).toEqual(good);
  expect(told).toEqual(['repaired', 'repaired']);
});

test('bytes nobody has a good copy of stay where they are', async () => {
  const store = open({ copies: [async () => pieces(Buffer.from('bản khác'))] });
  const { sha256 } = await store.put(Buffer.from('bản gốc'));
  flip(sha256, 0);
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
