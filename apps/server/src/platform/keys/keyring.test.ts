import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { newMasterKey, openKeyring, replaceKeyring } from './keyring.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-keyring-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const placeIn = (name = 'data') => readConfig(['--data', join(dir, name)], {});
const unreadable = expect.objectContaining({ code: 'platform.key_unreadable' });

test('made once, beside the data folder, for its owner only', () => {
  const place = placeIn();
  const keyring = openKeyring(place);
  expect(openKeyring(place)).toBe(keyring);
  expect(place.keyFile.startsWith(`${place.dataDir}/`)).toBe(false);
  expect(statSync(place.keyFile).mode & 0o777).toBe(0o600);
  expect(keyring.active.key).toHaveLength(32);
});

test('a file that others may read, that was cut short, or that has one wrong letter, opens nothing', () => {
  const place = placeIn();
  openKeyring(place);
  const good = readFileSync(place.keyFile, 'utf8');
  chmodSync(place.keyFile, 0o640);
  expect(() => openKeyring(place)).toThrow(unreadable);
  chmodSync(place.keyFile, 0o600);
  writeFileSync(place.keyFile, good.slice(0, -20));
  expect(() => openKeyring(place)).toThrow(unreadable);
  const at = good.indexOf('"key": "') + 12;
  writeFileSync(place.keyFile, `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`);
  expect(() => openKeyring(place)).toThrow(unreadable);
  writeFileSync(place.keyFile, good);
  expect(openKeyring(place).active.key).toHaveLength(32);
});

test('data that were written with keys never get new ones because the file is missing', () => {
  const place = placeIn();
  openKeyring(place);
  rmSync(place.keyFile);
  expect(() => openKeyring(place)).toThrow(expect.objectContaining({ code: 'platform.keys_missing' }));
  expect(existsSync(place.keyFile)).toBe(false);
});

test('nor are they opened with the keys of another office', () => {
  const place = placeIn();
  const other = placeIn('other');
  openKeyring(place);
  openKeyring(other);
  expect(() => openKeyring({ ...place, keyFile: other.keyFile })).toThrow(unreadable);
});

test('keys in the data folder are refused, also behind a link', () => {
  const place = placeIn();
  mkdirSync(place.dataDir);
  const inside = join(place.dataDir, 'congvu.keys');
  expect(() => openKeyring({ ...place, keyFile: inside })).toThrow(unreadable);
  expect(existsSync(inside)).toBe(false);
});

test('a change made by another process is seen at the next look', () => {
  const place = placeIn();
  const before = openKeyring(place);
  const active = newMasterKey(new Date());
  replaceKeyring(place, { ...before, active, byId: new Map([...before.byId, [active.id, active]]) });
  const after = openKeyring(place);
  expect(after.active.id).toBe(active.id);
  expect([...after.byId.keys()].sort()).toEqual([before.active.id, active.id].sort());
  expect(statSync(place.keyFile).mode & 0o777).toBe(0o600);
});
