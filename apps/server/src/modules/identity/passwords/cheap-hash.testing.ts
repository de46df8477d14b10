import { hash } from '@node-rs/argon2';

/** The cost of a check stands in the stored hash: a cheap one keeps sign-ins of tests short; hash.test.ts proves the real one. */
export function hashCheaply(password: string): Promise<string> {
  return hash(password.normalize('NFC'), { memoryCost: 8, timeCost: 1, parallelism: 1 });
}
