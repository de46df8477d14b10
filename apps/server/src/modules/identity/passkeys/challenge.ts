import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { markKeys, openKeyFile } from '../../../platform/secret-box.ts';
import { identityTables } from '../identity.tables.ts';
import { hashSecret } from '../secrets.ts';

/** What a challenge may be answered for; the answer to one is worth nothing for another. */
export type ChallengePurpose =
  | 'passkey_added'
  | 'passkey_sign_in'
  | 'passkey_second_factor'
  | 'passkey_step_up'
  | 'certificate_sign_in'
  | 'certificate_added'
  | 'certificate_step_up';

const NONCE_BYTES = 32;
const TERM_BYTES = 6;
const MINUTE_MS = 60_000;
/** security.md §4.1 T10: at most one to two minutes. */
const TERMS_MS: Record<ChallengePurpose, number> = {
  passkey_added: 2 * MINUTE_MS,
  passkey_sign_in: 2 * MINUTE_MS,
  passkey_second_factor: 2 * MINUTE_MS,
  passkey_step_up: 2 * MINUTE_MS,
  certificate_sign_in: MINUTE_MS,
  certificate_added: MINUTE_MS,
  certificate_step_up: MINUTE_MS,
};

type Maker = Pick<Context, 'config' | 'clock'>;

/** The first of them is ours to give; the others are of before a change of keys. */
function sealsOf(context: Maker, body: Buffer, purpose: ChallengePurpose, bound: string): Buffer[] {
  return markKeys(openKeyFile(context.config, 'second-factor')).map((key) =>
    createHmac('sha256', key)
      .update(JSON.stringify(['congvu challenge v1', purpose, bound]))
      .update(body)
      .digest(),
  );
}

/**
 * A nonce of 256 bit, its end of life and our seal over both, over the purpose and over what it is bound to (a session, a ticket):
 * asking for challenges writes no rows, so that nobody fills a table from outside.
 */
export function newChallenge(context: Maker, purpose: ChallengePurpose, bound: string): Uint8Array<ArrayBuffer> {
  const term = Buffer.alloc(TERM_BYTES);
  term.writeUIntBE(context.clock.now().getTime() + TERMS_MS[purpose], 0, TERM_BYTES);
  const body = Buffer.concat([randomBytes(NONCE_BYTES), term]);
  const [seal = Buffer.alloc(0)] = sealsOf(context, body, purpose, bound);
  return new Uint8Array(Buffer.concat([body, seal]));
}

function readTerm(context: Maker, challenge: string, purpose: ChallengePurpose, bound: string): Date | undefined {
  const bytes = Buffer.from(challenge, 'base64url');
  const body = bytes.subarray(0, NONCE_BYTES + TERM_BYTES);
  const seal = bytes.subarray(NONCE_BYTES + TERM_BYTES);
  const isOurs = sealsOf(context, body, purpose, bound).some(
    (expected) => seal.length === expected.length && timingSafeEqual(seal, expected),
  );
  if (!isOurs) {
    return undefined;
  }
  return new Date(body.readUIntBE(NONCE_BYTES, TERM_BYTES));
}

/** True once for every challenge of ours, within its time, for the purpose and the place it was made for. */
export async function takeChallenge(
  tx: Tx,
  context: Maker,
  challenge: string,
  purpose: ChallengePurpose,
  bound: string,
): Promise<boolean> {
  const now = context.clock.now();
  const expiresAt = readTerm(context, challenge, purpose, bound);
  if (expiresAt === undefined || expiresAt <= now) {
    return false;
  }
  await identityTables(tx).deleteFrom('identity_used_challenge').where('expires_at', '<', now).execute();
  const taken = await identityTables(tx)
    .insertInto('identity_used_challenge')
    .values({ challenge_hash: hashSecret(challenge), expires_at: expiresAt })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return taken.numInsertedOrUpdatedRows === 1n;
}
