import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '../../../platform/db.ts';
import { findRecoverySalt, replaceRecoveryCodes } from '../identity.store.ts';
import type { User } from '../identity.tables.ts';
import { hashRecoveryCodes } from '../passwords/hash.ts';
import { newRecoveryCode, normaliseRecoveryCode } from '../secrets.ts';

const CODES = 10;
const SALT_BYTES = 16;

export interface RecoverySheet {
  codes: string[];
  salt: Buffer;
  hashes: Buffer[];
}

/** Made before the transaction: ten hashes must not hold a connection. */
export async function newRecoverySheet(): Promise<RecoverySheet> {
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  const salt = randomBytes(SALT_BYTES);
  return { codes, salt, hashes: await hashRecoveryCodes(codes, salt) };
}

/** A fresh sheet of recovery codes, shown once; the older sheet is void. */
export async function issueRecoveryCodes(tx: Tx, user: User, sheet: RecoverySheet): Promise<string[]> {
  await replaceRecoveryCodes(tx, user, sheet);
  return sheet.codes;
}

/** A code as it is compared, before the transaction: what the device shows, or the hash of a code from the sheet. */
export type GivenCode = { digits: string } | { recovery: Buffer | undefined };

export async function readCode(
  db: Db,
  owner: Pick<User, 'agency_id' | 'id'> | undefined,
  typed: string,
): Promise<GivenCode> {
  const digits = typed.replace(/\s/g, '');
  if (/^\d{1,8}$/.test(digits)) {
    return { digits };
  }
  const salt = owner === undefined ? undefined : await findRecoverySalt(db, owner);
  if (salt === undefined) {
    return { recovery: undefined };
  }
  const [recovery] = await hashRecoveryCodes([normaliseRecoveryCode(typed)], salt);
  return { recovery };
}
