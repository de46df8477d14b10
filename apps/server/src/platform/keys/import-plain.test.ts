import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBlobStore } from '../blobs.ts';
import { testKeys } from '../testing/test-keys.ts';
import { importPlain } from './import-plain.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-import-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function lay(sha256: string, bytes: string): string {
  mkdirSync(join(dir, sha256.slice(0, 2)), { recursive: true });
  const path = join(dir, sha256.slice(0, 2), sha256);
  writeFileSync(path, bytes);
  return path;
}

test('a store in the open is sealed once; what is not what its name says stays and is named', async () => {
  const sha256 = createHash('sha256').update('công văn 313').digest('hex');
  const good = lay(sha256, 'công văn 313');
  const bad = lay('cd'.repeat(32), 'khác');
  const keys = testKeys();
  expect(() => openBlobStore({ dir, keys })).toThrow(expect.objectContaining({ code: 'files.plain_store' }));
  const blobs = openBlobStore({ dir, keys, isGuest: true });
  expect(await importPlain(dir, blobs)).toEqual({ sealed: 1, damaged: ['cd'.repeat(32)] });
  expect([existsSync(good), existsSync(bad)]).toEqual([false, true]);
  expect((await blobs.readBytes(sha256)).toString()).toBe('công văn 313');
  rmSync(bad);
  expect([...openBlobStore({ dir, keys }).list()]).toEqual([sha256]);
});
