import type { PasskeyOptions, PasskeyProof } from '@congvu/contracts';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { lockUser } from '../identity.store.ts';
import type { Passkey, User } from '../identity.tables.ts';
import { type ChallengePurpose, newChallenge, takeChallenge } from './challenge.ts';
import { findPasskey, listPasskeys, markUsed } from './passkeys.store.ts';
import { type RelyingParty, relyingParty } from './relying-party.ts';

const TIMEOUT_MS = 120_000;

/** One text for every reason, so that nobody learns which credentials exist. */
export function passkeyRefused(status: 401 | 422): AppError {
  return new AppError(
    'identity.passkey_refused',
    status,
    'Khóa truy cập không được chấp nhận: có thể đã gỡ, đã quá hai phút, hoặc tài khoản đang bị khóa. Thử lại, hoặc đăng nhập bằng mật khẩu.',
  );
}

/** What the browser asks the authenticator with; without a user, the authenticator says who it is (discoverable credential). */
export async function passkeyOptions(
  context: Pick<Context, 'config' | 'clock'> & { db: Db },
  purpose: ChallengePurpose,
  given: { bound: string; user?: Pick<User, 'agency_id' | 'id'> },
): Promise<PasskeyOptions> {
  const party = relyingParty(context.config);
  const own = given.user === undefined ? [] : await listPasskeys(context.db, given.user);
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: newChallenge(context, purpose, given.bound),
    timeout: TIMEOUT_MS,
    // The finger or the PIN of the device is what makes one step two factors.
    userVerification: 'required',
    allowCredentials: own.map((passkey) => ({
      id: passkey.credential_id.toString('base64url'),
      transports: passkey.transports,
    })),
  });
  return { options: { ...options } };
}

async function verify(
  party: RelyingParty,
  passkey: Passkey,
  proof: PasskeyProof,
  isOurs: (challenge: string) => Promise<boolean>,
): Promise<number | undefined> {
  const { userHandle, ...response } = proof.response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...proof, response: { ...response, ...(userHandle !== undefined && { userHandle }) } },
      expectedChallenge: isOurs,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id.toString('base64url'),
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // The library says by throwing what is wrong with bytes a stranger sent: origin, flags, counter, signature, encoding.
    return undefined;
  }
}

/** A discoverable credential also says whose it is (WebAuthn §7.2 step 6); it must be the owner of the key. */
function isHandleRight(proof: PasskeyProof, user: User): boolean {
  const { userHandle } = proof.response;
  return userHandle === undefined || userHandle === userHandleOf(user).toString('base64url');
}

export function userHandleOf(user: Pick<User, 'id'>): Buffer {
  return Buffer.from(user.id.replaceAll('-', ''), 'hex');
}

/**
 * Whose passkey proved itself now, his row held until the transaction ends; undefined when nothing was proved. The challenge is used
 * up by asking; `owner` refuses the passkeys of everybody else. A counter that did not go up is a copied authenticator (WebAuthn §6.1.1).
 */
export async function checkPasskey(
  tx: Tx,
  context: Context,
  proof: PasskeyProof,
  wanted: { purpose: ChallengePurpose; bound: string; owner?: string },
): Promise<{ user: User | undefined; isRight: boolean }> {
  const party = relyingParty(context.config);
  const found = await findPasskey(tx, proof.id);
  if (found !== undefined && wanted.owner !== undefined && found.user_id !== wanted.owner) {
    return { user: undefined, isRight: false };
  }
  const user = await lockUser(tx, found?.user_id);
  // Read again under the lock of the account: two proofs at once must not both see the older counter.
  const passkey = found === undefined ? undefined : await findPasskey(tx, proof.id);
  if (user === undefined || passkey === undefined) {
    return { user: undefined, isRight: false };
  }
  const counter = await verify(party, passkey, proof, (challenge) =>
    takeChallenge(tx, context, challenge, wanted.purpose, wanted.bound),
  );
  if (counter === undefined || !isHandleRight(proof, user)) {
    return { user, isRight: false };
  }
  await markUsed(tx, passkey, { counter, at: context.clock.now() });
  return { user, isRight: true };
}
