import { randomBytes } from 'node:crypto';
import { type Keyring, newMasterKey } from '../keys/keyring.ts';

/** Keys that lie in no file. */
export function testKeyring(): Keyring {
  const active = newMasterKey(new Date());
  return { active, byId: new Map([[active.id, active]]), names: randomBytes(32) };
}

export function testKeys(): () => Keyring {
  const keyring = testKeyring();
  return () => keyring;
}
