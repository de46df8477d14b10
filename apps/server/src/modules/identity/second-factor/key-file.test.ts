import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyFile, seal, unseal } from './key-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'congvu-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const path = () => join(dataDir, 'keys', 'second-factor.key');

test('the key is made once, for its owner only', () => {
  const key = openKeyFile({ dataDir });
  expect(key).toHaveLength(32);
  expect(openKeyFile({ dataDir })).toEqual(key);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('a key file that others may read, or that was cut short, opens nothing', () => {
  openKeyFile({ dataDir });
  chmodSync(path(), 0o640);
  expect(() => openKeyFile({ dataDir })).toThrow(expect.objectContaining({ code: 'identity.key_unreadable' }));
  chmodSync(path(), 0o600);
  openKeyFile({ dataDir });
  writeFileSync(path(), 'short');
  expect(() => openKeyFile({ dataDir })).toThrow(expect.objectContaining({ code: 'identity.key_unreadable' }));
});

test('what is sealed opens for its owner with its key, and for nobody else', () => {
  const key = openKeyFile({ dataDir });
  const secret = Buffer.from('a secret of twenty b');
  const sealed = seal(key, 'owner-1', secret);
  expect(sealed.includes(secret)).toBe(false);
  expect(seal(key, 'owner-1', secret).equals(sealed)).toBe(false);
  expect(unseal(key, 'owner-1', sealed)).toEqual(secret);
  const unreadable = expect.objectContaining({ code: 'identity.key_unreadable' });
  expect(() => unseal(key, 'owner-2', sealed)).toThrow(unreadable);
  expect(() => unseal(Buffer.alloc(32), 'owner-1', sealed)).toThrow(unreadable);
  const changed = Buffer.from(sealed);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  expect(() => unseal(key, 'owner-1', changed)).toThrow(unreadable);
  expect(() => unseal(key, 'owner-1', Buffer.from('x'))).toThrow(unreadable);
});
