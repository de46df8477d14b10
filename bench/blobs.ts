import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobStore } from '../apps/server/src/platform/blobs.ts';
import { newMasterKey } from '../apps/server/src/platform/keys/keyring.ts';

const MEGABYTE = 2 ** 20;
const LARGE_MB = 100;
const SMALL = 300;
const SMALL_BYTES = 200 * 1024;
/** A page of a long PDF in the middle of the file. */
const PART = { start: 50 * MEGABYTE, end: 50 * MEGABYTE + 256 * 1024 };

/** Different at every call, so that nothing is there already; one block in memory. */
async function* content(megabytes: number): AsyncGenerator<Buffer> {
  const block = randomBytes(MEGABYTE);
  for (let index = 0; index < megabytes; index += 1) {
    block.writeUInt32BE(index);
    yield Buffer.from(block);
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

/** The same work and the same syncs without encryption: what it is measured against. */
async function putPlain(dir: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const temporary = join(dir, `tmp-${randomBytes(8).toString('hex')}`);
  const handle = await open(temporary, 'wx', 0o600);
  for await (const chunk of bytes) {
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
  await handle.datasync();
  await handle.close();
  const target = join(dir, hash.digest('hex'));
  await rename(temporary, target);
  await Promise.all([syncFolder(dir), syncFolder(dir)]);
  return target;
}

async function drain(source: AsyncIterable<Uint8Array | string>): Promise<void> {
  for await (const bytes of source) {
    void bytes;
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function rate(megabytes: number, took: number): number {
  return Math.round((megabytes / took) * 10) / 10;
}

/** The most this process held while the work went on, above what it held before. */
async function peakMb(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  await work();
  clearInterval(watch);
  return Math.round((peak - before) / MEGABYTE);
}

/** Throughput and memory of the store of files, against the same without encryption. */
export async function run(): Promise<Record<string, unknown>> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-bench-blobs-'));
  try {
    const active = newMasterKey(new Date());
    const keyring = { active, byId: new Map([[active.id, active]]), names: randomBytes(32) };
    const store = openBlobStore({ dir: join(dir, 'blobs'), keys: () => keyring });
    await putPlain(dir, content(10));
    await store.put(content(10));
    let large = '';
    let plain = '';
    const figures = {
      storeLarge: {
        plainMbPerSecond: rate(LARGE_MB, await seconds(async () => (plain = await putPlain(dir, content(LARGE_MB))))),
        sealedMbPerSecond: rate(
          LARGE_MB,
          await seconds(async () => ({ sha256: large } = await store.put(content(LARGE_MB)))),
        ),
      },
      readLarge: {
        plainMbPerSecond: rate(LARGE_MB, await seconds(() => drain(createReadStream(plain)))),
        sealedMbPerSecond: rate(LARGE_MB, await seconds(() => drain(store.read(large)))),
        partOf256KiBMs: Math.round((await seconds(() => drain(store.read(large, PART)))) * 10_000) / 10,
      },
      storeSmall: {
        plainPerSecond: rate(
          SMALL,
          await seconds(async () => {
            for (let index = 0; index < SMALL; index += 1) {
              await putPlain(dir, one(randomBytes(SMALL_BYTES)));
            }
          }),
        ),
        sealedPerSecond: rate(
          SMALL,
          await seconds(async () => {
            for (let index = 0; index < SMALL; index += 1) {
              await store.put(randomBytes(SMALL_BYTES));
            }
          }),
        ),
      },
      memory: {
        store100MbPeakMb: await peakMb(() => store.put(content(LARGE_MB))),
        read100MbPeakMb: await peakMb(() => drain(store.read(large))),
      },
      rewrapPerSecond: await rewrapRate(dir),
    };
    return figures;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function rewrapRate(dir: string): Promise<number> {
  const first = newMasterKey(new Date());
  let keyring = { active: first, byId: new Map([[first.id, first]]), names: randomBytes(32) };
  const store = openBlobStore({ dir: join(dir, 'rewrap'), keys: () => keyring });
  for (let index = 0; index < SMALL; index += 1) {
    await store.put(randomBytes(1_000));
  }
  const active = newMasterKey(new Date());
  keyring = { ...keyring, active, byId: new Map([...keyring.byId, [active.id, active]]) };
  const waiting = [...store.list()];
  const lane = async (): Promise<void> => {
    for (let sha256 = waiting.pop(); sha256 !== undefined; sha256 = waiting.pop()) {
      await store.rewrap(sha256);
    }
  };
  return rate(SMALL, await seconds(() => Promise.all(Array.from({ length: 8 }, lane))));
}
