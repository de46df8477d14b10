import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './hash.ts';

const PASSWORD = 'Đò xuôi, mây trắng 7';

test('argon2id of 64 MiB and two passes, salted, whatever the normal form of the letters', async () => {
  const [first, second] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=65536,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(first, PASSWORD.normalize('NFD'))).toBe(true);
  expect(await verifyPassword(first, PASSWORD.toLowerCase())).toBe(false);
});

test('an account without a password, and no account, are never right', async () => {
  expect(await verifyPassword(null, '')).toBe(false);
  expect(await verifyPassword(undefined, PASSWORD)).toBe(false);
});

test('a flood is turned away before it takes the memory of the office, and the rest is served', async () => {
  // The cost of a check stands in the stored hash: a cheap one keeps the same queue and lets 202 checks pass in a moment.
  const stored = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  const flood = Array.from({ length: 210 }, () => verifyPassword(stored, PASSWORD));
  const results = await Promise.allSettled(flood);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.map((result) => result.reason.code)).toEqual(Array(8).fill('identity.too_many_attempts'));
  expect(results.filter((result) => result.status === 'fulfilled' && result.value)).toHaveLength(202);
  expect(await verifyPassword(stored, PASSWORD)).toBe(true);
});
