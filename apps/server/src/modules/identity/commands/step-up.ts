import type { PasskeyOptions, PasskeyProof, SignInCertificate, StepUp, StepUpState } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { lockMe, type Me, proveThen, signInRequired } from '../acting-as-myself.ts';
import { proveOwnCertificate } from '../certificate/own-certificate.ts';
import type { ProveByCertificate } from '../certificate/sign-in-certificate.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { markProved } from '../identity.sessions.ts';
import { findSettings, findUserById } from '../identity.store.ts';
import { hasSecondFactor, type User } from '../identity.tables.ts';
import { checkPasskey, passkeyOptions, passkeyRefused } from '../passkeys/check-passkey.ts';
import { findRelyingParty } from '../passkeys/relying-party.ts';
import { readGate, recordFailure } from '../sign-in-gate.ts';
import { withoutReplay } from '../without-replay.ts';

async function ownAccount(context: ActingContext): Promise<User> {
  const user = await findUserById(context.db, context.subject.userId);
  if (user === undefined) {
    throw signInRequired();
  }
  return user;
}

/** What the dialog asks for, and whether it is needed at all. */
export async function viewStepUp(context: ActingContext): Promise<StepUpState> {
  const user = await ownAccount(context);
  const settings = await findSettings(context.db, user.agency_id);
  return {
    proved: (context.meta.provedUntil ?? new Date(0)) > context.clock.now(),
    minutes: settings.stepUpMinutes,
    userName: user.user_name,
    needsCode: hasSecondFactor(user),
    application: user.totp_enabled_at !== null,
    certificate: user.certificate_since !== null,
    passkey: user.passkey_count > 0 && findRelyingParty(context.config) !== undefined,
  };
}

async function settle(tx: Tx, context: ActingContext, { user, session }: Me, way: string): Promise<TokensToSet> {
  await record(tx, context, {
    action: 'identity.proved',
    agencyId: user.agency_id,
    objectKind: 'user',
    objectId: user.id,
    detail: { way, secondFactor: hasSecondFactor(user), session: session.id },
  });
  return { session: await markProved(tx, session, context.clock.now()) };
}

/**
 * Proof of oneself inside a session: the password, and a code where a second factor is set up. Wrong tries count like those of the
 * sign-in page; the session gets a new token (security.md §2.3).
 * @throws AppError 422 `identity.wrong_password`, `identity.wrong_code`, `identity.second_factor_required`
 */
export async function stepUp(context: ActingContext, body: StepUp, browser: BrowserTokens): Promise<TokensToSet> {
  const user = await ownAccount(context);
  const code = body.code?.trim() ?? '';
  if (hasSecondFactor(user) && code === '') {
    const message = 'Tài khoản đã bật xác thực hai lớp. Nhập cả mã trên thiết bị hoặc một mã khôi phục.';
    throw invalid('identity.second_factor_required', message, [{ path: 'code', message }]);
  }
  const proof = { password: body.password, ...(hasSecondFactor(user) && { code }) };
  return proveThen(context, browser, proof, (tx, me) => settle(tx, context, me, 'password'));
}

export async function beginStepUpPasskey(context: ActingContext, browser: BrowserTokens): Promise<PasskeyOptions> {
  const user = await ownAccount(context);
  return passkeyOptions(context, 'passkey_step_up', { bound: browser.session ?? '', user });
}

/** @throws AppError 422 `identity.passkey_refused`, also for the passkey of somebody else */
export async function stepUpPasskey(
  context: ActingContext,
  proof: PasskeyProof,
  browser: BrowserTokens,
): Promise<TokensToSet> {
  const tokens = await command(withoutReplay(context), async (tx) => {
    const me = await lockMe(tx, context, browser);
    const wanted = { purpose: 'passkey_step_up', bound: browser.session ?? '', owner: me.user.id } as const;
    const { isRight } = await checkPasskey(tx, context, proof, wanted);
    if (!isRight) {
      await recordFailure(tx, context, await readGate(tx, context, me.user, browser.device), 'passkey_refused');
      return undefined;
    }
    return settle(tx, context, me, 'passkey');
  });
  if (tokens === undefined) {
    throw passkeyRefused(422);
  }
  return tokens;
}

/** @throws AppError 422 `identity.certificate_refused`, also for the certificate of somebody else */
export async function stepUpCertificate(
  context: ActingContext,
  prove: ProveByCertificate,
  body: SignInCertificate,
  browser: BrowserTokens,
): Promise<TokensToSet> {
  const ports = { prove, purpose: 'certificate_step_up', browser } as const;
  return proveOwnCertificate(context, ports, body, (tx, me) => settle(tx, context, me, 'certificate'));
}
