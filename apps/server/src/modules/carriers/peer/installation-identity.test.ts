import { verify } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { installationIdentity } from './installation-identity.ts';
import { publicKeyOf } from './wire/keys.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

/** Another process: nothing remembered. */
function restarted() {
  return { ...office, db: createDb(office.database.pool) };
}

test('made once by whoever comes first, the same after a restart, and it signs', async () => {
  const [one, two] = await Promise.all([installationIdentity(office), installationIdentity(restarted())]);
  const later = await installationIdentity(restarted());
  expect(two.publicKey).toBe(one.publicKey);
  expect(later.publicKey).toBe(one.publicKey);
  expect(one.fingerprint).toMatch(/^([0-9A-F]{4} ){7}[0-9A-F]{4}$/);
  const bytes = Buffer.from('biên nhận');
  const key = publicKeyOf(Buffer.from(one.publicKey, 'base64url'));
  expect(verify(null, bytes, key, later.sign(bytes))).toBe(true);
  expect(verify(null, Buffer.from('khác'), key, later.sign(bytes))).toBe(false);
});

test('the private half does not lie open in the database, and does not open without its key file', async () => {
  await installationIdentity(office);
  const [row] = await rawQuery<{ sealed_key: Buffer }>(office.db, 'select sealed_key from carriers_installation', []);
  // The header of an Ed25519 key in PKCS#8 (RFC 8410 §7).
  expect(row?.sealed_key.includes(Buffer.from('302e020100300506032b657004220420', 'hex'))).toBe(false);
  rmSync(office.config.keyFile);
  await expect(installationIdentity(restarted())).rejects.toMatchObject({ code: 'platform.keys_missing' });
});
