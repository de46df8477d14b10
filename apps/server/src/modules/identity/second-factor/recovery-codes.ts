import type { Tx } from '../../../platform/db.ts';
import { replaceRecoveryCodes } from '../identity.store.ts';
import type { User } from '../identity.tables.ts';
import { hashSecret, newRecoveryCode } from '../secrets.ts';

const CODES = 10;

/** A fresh sheet of recovery codes, shown once; the older sheet is void. */
export async function issueRecoveryCodes(tx: Tx, user: User): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  await replaceRecoveryCodes(
    tx,
    user,
    codes.map((code) => hashSecret(code)),
  );
  return codes;
}
