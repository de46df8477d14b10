import { hash, hashRaw, verify } from '@node-rs/argon2';
import { AppError } from '../../../platform/errors.ts';

/** Algorithm.Argon2id of the library is a const enum, which the type stripper cannot read. */
const ARGON2ID = 2;
/** security.md §2.2 allows 2–3 passes of 64 MiB: with 2 a core takes the 20 sign-ins a second of the plan (`npm run bench -- signin`). */
export const HASH_COST = { algorithm: ARGON2ID, memoryCost: 64 * 1024, timeCost: 2, parallelism: 1 };
/**
 * 50 random bits need less than a password that a person made up: the least cost OWASP names for argon2id. One salt a sheet, so that a
 * try costs one hash and not one for every code.
 */
const RECOVERY_COST = { algorithm: ARGON2ID, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
/** Two at once: a flood of sign-ins must not take the memory of the office. */
const AT_ONCE = 2;
const MAX_WAITING = 200;

let running = 0;
const waiting: (() => void)[] = [];

async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MAX_WAITING) {
      throw new AppError(
        'identity.too_many_attempts',
        429,
        'Nhiều người đang đăng nhập cùng lúc. Thử lại sau ít phút.',
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) {
      running -= 1;
    } else {
      next();
    }
  }
}

export async function hashPassword(password: string): Promise<string> {
  return takeTurn(() => hash(password.normalize('NFC'), HASH_COST));
}

/** Ten codes are one turn: a sheet is made once in years, and the queue is for people at the door. */
export async function hashRecoveryCodes(codes: readonly string[], salt: Buffer): Promise<Buffer[]> {
  return takeTurn(() => Promise.all(codes.map((code) => hashRaw(code, { ...RECOVERY_COST, salt }))));
}

// The hash of a random password nobody knows: unknown users cost the same time as known ones (T08).
const DECOY = '$argon2id$v=19$m=65536,t=2,p=1$IKLQO5afizdNckG3cF40nw$2qbMojWHYwQD7tqmne3jqn3QuLnBm1SUr5QGLRyOdKI';

/** True when the password fits; an account without one takes the same time and is never right. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const isRight = await takeTurn(() => verify(stored ?? DECOY, password.normalize('NFC')));
  return isRight && stored !== null && stored !== undefined;
}
