import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newMasterKey } from './keys/keyring.ts';
import { keyIdOfSealed, openKeyFile, reseal, seal, unseal } from './secret-box.ts';
import { testKeyring } from './testing/test-keys.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-key-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const unreadable = expect.objectContaining({ code: 'platform.key_unreadable' });
const secret = Buffer.from('a secret of twenty b');

test('what is sealed opens for its owner with its key, and for nobody else', () => {
  const place = { dataDir: join(dir, 'data'), keyFile: join(dir, 'office.keys') };
  const keys = openKeyFile(place, 'second-factor');
  const sealed = seal(keys, 'owner-1', secret);
  expect(sealed.includes(secret)).toBe(false);
  expect(seal(keys, 'owner-1', secret).equals(sealed)).toBe(false);
  expect(unseal(openKeyFile(place, 'second-factor'), 'owner-1', sealed)).toEqual(secret);
  expect(() => unseal(keys, 'owner-2', sealed)).toThrow(unreadable);
  expect(() => unseal(openKeyFile(place, 'connections'), 'owner-1', sealed)).toThrow(unreadable);
  expect(() => unseal({ kind: 'second-factor', keyring: testKeyring() }, 'owner-1', sealed)).toThrow(unreadable);
  expect(() => unseal(keys, 'owner-1', Buffer.from('x'))).toThrow(unreadable);
});

test('one flipped bit anywhere is found', () => {
  const keys = { kind: 'connections' as const, keyring: testKeyring() };
  const sealed = seal(keys, 'owner-1', secret);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => unseal(keys, 'owner-1', changed)).toThrow(unreadable);
  }
});

test('under new keys the same secret is sealed anew, bound to its owner as before, and the old key opens nothing of it', () => {
  const before = testKeyring();
  const kind = 'audit' as const;
  const sealed = seal({ kind, keyring: before }, 'owner-1', secret);
  expect(reseal(before, sealed)).toBeUndefined();
  const active = newMasterKey(new Date());
  const both = { ...before, active, byId: new Map([...before.byId, [active.id, active]]) };
  expect(unseal({ kind, keyring: both }, 'owner-1', sealed)).toEqual(secret);
  const anew = reseal(both, sealed) ?? Buffer.alloc(0);
  expect(keyIdOfSealed(anew)).toBe(active.id);
  const after = { ...both, byId: new Map([[active.id, active]]) };
  expect(unseal({ kind, keyring: after }, 'owner-1', anew)).toEqual(secret);
  expect(() => unseal({ kind, keyring: after }, 'owner-2', anew)).toThrow(unreadable);
  expect(() => unseal({ kind, keyring: before }, 'owner-1', anew)).toThrow(unreadable);
  expect(() => unseal({ kind, keyring: after }, 'owner-1', sealed)).toThrow(unreadable);
  expect(() => reseal(after, sealed)).toThrow(unreadable);
});
