import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyFile, seal, unseal } from './secret-box.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'congvu-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const path = () => join(dataDir, 'keys', 'second-factor.key');

test('the key is made once, for its owner only', () => {
  const key = openKeyFile({ dataDir, secrets: {} }, 'second-factor');
  expect(key).toHaveLength(32);
  expect(openKeyFile({ dataDir, secrets: {} }, 'second-factor')).toEqual(key);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('servers that share no folder are given the key', () => {
  const key = Buffer.alloc(32, 7);
  const secrets = { CONGVU_SECRET_KEY_SECOND_FACTOR: key.toString('base64') };
  expect(openKeyFile({ dataDir, secrets }, 'second-factor')).toEqual(key);
  expect(() => openKeyFile({ dataDir, secrets: { CONGVU_SECRET_KEY_SECOND_FACTOR: 'AA==' } }, 'second-factor')).toThrow(
    expect.objectContaining({ code: 'platform.key_unreadable' }),
  );
});

test('a key file that others may read, or that was cut short, opens nothing', () => {
  openKeyFile({ dataDir, secrets: {} }, 'second-factor');
  chmodSync(path(), 0o640);
  expect(() => openKeyFile({ dataDir, secrets: {} }, 'second-factor')).toThrow(
    expect.objectContaining({ code: 'platform.key_unreadable' }),
  );
  chmodSync(path(), 0o600);
  openKeyFile({ dataDir, secrets: {} }, 'second-factor');
  writeFileSync(path(), 'short');
  expect(() => openKeyFile({ dataDir, secrets: {} }, 'second-factor')).toThrow(
    expect.objectContaining({ code: 'platform.key_unreadable' }),
  );
});

test('what is sealed opens for its owner with its key, and for nobody else', () => {
  const key = openKeyFile({ dataDir, secrets: {} }, 'second-factor');
  const secret = Buffer.from('a secret of twenty b');
  const sealed = seal(key, 'owner-1', secret);
  expect(sealed.includes(secret)).toBe(false);
  expect(seal(key, 'owner-1', secret).equals(sealed)).toBe(false);
  expect(unseal(key, 'owner-1', sealed)).toEqual(secret);
  const unreadable = expect.objectContaining({ code: 'platform.key_unreadable' });
  expect(() => unseal(key, 'owner-2', sealed)).toThrow(unreadable);
  expect(() => unseal(Buffer.alloc(32), 'owner-1', sealed)).toThrow(unreadable);
  const changed = Buffer.from(sealed);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  expect(() => unseal(key, 'owner-1', changed)).toThrow(unreadable);
  expect(() => unseal(key, 'owner-1', Buffer.from('x'))).toThrow(unreadable);
});
