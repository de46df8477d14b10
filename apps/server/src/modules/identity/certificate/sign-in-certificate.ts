import type { CertificateChallenge, SignInCertificate } from '@congvu/contracts';
import { loginChallenge } from '@congvu/pki/agent';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findUserOfPerson, lockUser } from '../identity.store.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { newChallenge, takeChallenge } from '../passkeys/challenge.ts';
import { readGate, recordFailure } from '../sign-in-gate.ts';
import type { Throttle } from '../throttle.ts';
import { withoutReplay } from '../without-replay.ts';

/** Bytes somebody signed with a key; whose key it is the module of certificates knows. */
export interface SignedProof {
  certificateSha256: string;
  algorithm: SignInCertificate['algorithm'];
  signed: Uint8Array;
  signature: Uint8Array;
}

/**
 * The person of the register whose certificate signed this, if it may be relied on at this moment: trusted, for this use, neither
 * expired nor revoked nor reported lost. Plugged in from above; the reason of a refusal goes into the audit log and nowhere else.
 */
export type ProveByCertificate = (
  services: Services,
  proof: SignedProof,
) => Promise<{ personId: string; serial: string } | { refused: string }>;

export const NO_CERTIFICATES: ProveByCertificate = async () => ({ refused: 'no_register' });

function certificateRefused(): AppError {
  return new AppError(
    'identity.certificate_refused',
    401,
    'Chứng thư số không được chấp nhận để đăng nhập: chưa ghi trong danh sách của mình, hết hạn, thu hồi, đã báo mất, hoặc đã quá một phút. Thử lại, hoặc đăng nhập bằng mật khẩu.',
  );
}

/** Asks services of authorities, so not inside the transaction; the challenge is taken there, once. */
export async function askRegister(
  context: Context,
  prove: ProveByCertificate,
  body: SignInCertificate,
): ReturnType<ProveByCertificate> {
  const { challenge, certificateSha256, algorithm } = body;
  return prove(context, {
    certificateSha256,
    algorithm,
    signed: loginChallenge(new URL(context.config.publicUrl).origin, challenge),
    signature: Buffer.from(body.signature, 'base64'),
  });
}

export function beginCertificateSignIn(context: Context): CertificateChallenge {
  return { challenge: Buffer.from(newChallenge(context, 'certificate_sign_in', '')).toString('base64url') };
}

async function settle(
  tx: Tx,
  context: Context,
  given: { challenge: string; proven: Awaited<ReturnType<ProveByCertificate>>; browser: BrowserTokens },
): Promise<SignInResult | undefined> {
  const { proven, browser } = given;
  const isFresh = await takeChallenge(tx, context, given.challenge, 'certificate_sign_in', '');
  const found = 'personId' in proven ? await findUserOfPerson(tx, proven.personId) : undefined;
  const gate = await readGate(tx, context, await lockUser(tx, found?.id), browser.device);
  // The lock guards the password; strangers who caused it do not hold this key (T07).
  const isOpen = gate.closed === null || gate.closed === 'locked';
  if (!('personId' in proven) || !isFresh || gate.user === undefined || !isOpen) {
    const reason = 'refused' in proven ? proven.refused : isFresh ? 'account_closed' : 'challenge_over';
    await recordFailure(tx, context, gate, `certificate_${reason}`);
    return undefined;
  }
  return openSession(tx, context, gate.user, { secondFactor: true, way: 'certificate', browser, hint: null });
}

/**
 * Signing in with the certificate on the token: the key and its PIN are two factors. What was signed is our text, behind the prefix of
 * the agent and bound to the public address of the office, so that nobody makes a person sign something else with it.
 * @throws AppError 401 `identity.certificate_refused`, 429 `identity.too_many_attempts`, 403 `identity.no_position`
 */
export async function signInCertificate(
  context: Context,
  ports: { throttle: Throttle; prove: ProveByCertificate },
  body: SignInCertificate,
  browser: BrowserTokens,
): Promise<SignInResult> {
  const { throttle, prove } = ports;
  const { challenge } = body;
  throttle.assertOpen(context.meta.ip, context.clock.now());
  const proven = await askRegister(context, prove, body);
  const result = await command(withoutReplay(context), (tx) => settle(tx, context, { challenge, proven, browser }));
  if (result === undefined) {
    throttle.countFailure(context.meta.ip, context.clock.now());
    throw certificateRefused();
  }
  return result;
}
