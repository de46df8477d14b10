import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackupGround, openBackupGround } from '../../backup/backup.testing.ts';
import { clusterOf } from '../backup/office-paths.ts';
import { lookAtPages } from './look-at-pages.ts';
import { judgePage, PAGE_BYTES, pageChecksum } from './page-checksum.ts';

/** Thousands of small files on a busy disk. */
const LONG_MS = 300_000;

let ground: BackupGround;
let copy: string;

/** Pages as the real server wrote them; the copy lies still. */
beforeAll(async () => {
  ground = await openBackupGround();
  await ground.office.pool.query('create table probe (number int primary key, text text)');
  await ground.office.pool.query(`insert into probe select n, repeat('x', n % 2000) from generate_series(1, 3000) n`);
  await ground.office.pool.query('vacuum probe');
  await ground.office.pool.query('checkpoint');
  copy = join(ground.dir, 'copy');
  for (const folder of ['base', 'global']) {
    cpSync(join(clusterOf(ground.dataDir), folder), join(copy, folder), { recursive: true });
  }
}, LONG_MS);
afterAll(() => ground?.close());

function fullFiles(): string[] {
  const base = join(copy, 'base');
  return readdirSync(base)
    .flatMap((database) => readdirSync(join(base, database)).map((name) => join(base, database, name)))
    .filter((path) => /\/\d+$/.test(path) && statSync(path).size >= PAGE_BYTES);
}

function rot(path: string, at: number): void {
  const bytes = readFileSync(path);
  const handle = openSync(path, 'r+');
  writeSync(handle, Uint8Array.of((bytes[at] ?? 0) ^ 0x40), 0, 1, at);
  closeSync(handle);
}

test('pages of the real server are sound, whatever is in them', { timeout: LONG_MS }, async () => {
  const seen = await lookAtPages(copy);
  expect(seen.pages).toBeGreaterThan(1_000);
  expect(seen).toMatchObject({ damaged: 0, places: [] });
});

test('one changed bit of any page is found and named, and nothing else', { timeout: LONG_MS }, async () => {
  const files = fullFiles();
  const places = files.slice(0, 8).map((path, index) => {
    const block = Math.floor(statSync(path).size / PAGE_BYTES) - 1;
    // Every part of a page in turn: position in the log, checksum, pointers, rows.
    rot(path, block * PAGE_BYTES + ((index * 1_021) % PAGE_BYTES));
    return `${path.slice(copy.length + 1)}:${block}`;
  });
  const seen = await lookAtPages(copy);
  expect(seen.places.toSorted()).toEqual(places.toSorted());
  expect(seen.damaged).toBe(places.length);
  for (const [index, path] of files.slice(0, 8).entries()) {
    rot(path, Math.floor(statSync(path).size / PAGE_BYTES - 1) * PAGE_BYTES + ((index * 1_021) % PAGE_BYTES));
  }
});

test('a page moved to another place is not what belongs there', () => {
  const path = fullFiles().find((one) => statSync(one).size >= 3 * PAGE_BYTES) ?? '';
  const page = new Uint8Array(readFileSync(path).subarray(0, PAGE_BYTES));
  expect(judgePage(page, 0)).toBe('good');
  expect(judgePage(page, 1)).toBe('damaged');
  expect(pageChecksum(page, 0)).not.toBe(pageChecksum(page, 1));
});

test('a page nobody wrote to is empty; half of one is not', () => {
  const page = new Uint8Array(PAGE_BYTES);
  expect(judgePage(page, 7)).toBe('empty');
  page[PAGE_BYTES - 1] = 1;
  expect(judgePage(page, 7)).toBe('damaged');
});

test('a relation that is cut short while it is read is no damage', { timeout: LONG_MS }, async () => {
  const folder = join(copy, 'base', '99999');
  cpSync(join(copy, 'base', readdirSync(join(copy, 'base'))[0] ?? ''), folder, { recursive: true });
  writeFileSync(join(folder, '424242'), new Uint8Array(PAGE_BYTES + 100));
  expect(await lookAtPages(copy)).toMatchObject({ damaged: 0 });
  rmSync(folder, { recursive: true });
});
