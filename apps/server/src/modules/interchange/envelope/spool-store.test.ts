import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAll } from '@congvu/edxml';
import { afterAll, expect, test } from 'vitest';
import type { Services } from '../../../platform/context.ts';
import { forgetSpool, spoolDir } from './forget-spool.ts';
import { spoolStore } from './spool-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'congvu-spool-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function noise(length: number): Buffer {
  return Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_none, index) => createHash('sha256').update(`${index}`).digest()),
  ).subarray(0, length);
}

async function write(bytes: Buffer) {
  const writer = spoolStore(dir).create();
  for (let at = 0; at < bytes.length; at += 100_000) {
    await writer.write(bytes.subarray(at, at + 100_000));
  }
  return writer;
}

test.each([
  ['small, in memory', 1_000, 0],
  ['large, in a file', 5_000_000, 1],
])('content that is %s comes back whole and in parts, and is gone when discarded', async (_name, size, files) => {
  const bytes = noise(size);
  const content = await (await write(bytes)).close();
  expect(readdirSync(dir)).toHaveLength(files);
  expect(Buffer.compare(await readAll(content), bytes)).toBe(0);
  const part: Uint8Array[] = [];
  for await (const piece of content.read(500, 900)) {
    part.push(piece);
  }
  expect(Buffer.compare(Buffer.concat(part), bytes.subarray(500, 900))).toBe(0);
  await content.discard();
  await content.discard();
  expect(readdirSync(dir)).toEqual([]);
});

test('an aborted writer leaves nothing', async () => {
  await (await write(noise(5_000_000))).abort();
  expect(readdirSync(dir)).toEqual([]);
});

test('what a killed process left is removed, what is being read is kept', async () => {
  // Only the folder is asked for.
  const services = { config: { dataDir: dir } } as Services;
  const folder = spoolDir(services);
  const content = await (async () => {
    const writer = spoolStore(folder).create();
    await writer.write(noise(5_000_000));
    return writer.close();
  })();
  const left = join(folder, 'left');
  writeFileSync(left, 'half');
  utimesSync(left, new Date(0), new Date(0));
  await forgetSpool(services);
  expect(existsSync(left)).toBe(false);
  expect((await readAll(content)).length).toBe(5_000_000);
});
