import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { openKeyFile, seal, unseal } from '../../../platform/secret-box.ts';
import { recordOnAccount } from '../administered-account.ts';
import type { BrowserTokens } from '../cookies.ts';
import { lockUser } from '../identity.store.ts';
import { hasSecondFactor, identityTables, type User } from '../identity.tables.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { hashSecret } from '../secrets.ts';
import { readGate, recordFailure } from '../sign-in-gate.ts';
import { issueTicket } from '../ticket.ts';
import { withoutReplay } from '../without-replay.ts';
import { openProvider, redirectUri, secretOf } from './provider.ts';
import { findLinkedUser, findSso, findUserBySubject, linkSubject, type Sso } from './sso.store.ts';

const TERM_MS = 10 * 60_000;
const OWNER = 'sso-state';

/** What the browser keeps for the way there and back: sealed, so that it can neither be read nor made. */
const Kept = z.object({
  agencyId: z.uuid(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
});
type Kept = z.infer<typeof Kept>;

function ssoRefused(): AppError {
  return new AppError(
    'identity.sso_refused',
    401,
    'Chưa đăng nhập được bằng tài khoản một lần: đã quá thời gian, tài khoản chưa khớp với cán bộ nào của cơ quan, đã gắn với người khác ở nơi cấp, hoặc đã ngừng. Thử lại, đăng nhập bằng mật khẩu, hoặc đề nghị quản trị gỡ liên kết cũ.',
  );
}

function sealKept(context: Pick<Context, 'config'>, kept: Kept): string {
  const key = openKeyFile(context.config, 'connections');
  return seal(key, OWNER, Buffer.from(JSON.stringify(kept))).toString('base64url');
}

function readKept(context: Context, cookie: string | undefined): Kept {
  try {
    const key = openKeyFile(context.config, 'connections');
    const opened = unseal(key, OWNER, Buffer.from(cookie ?? '', 'base64url'));
    return Kept.parse(JSON.parse(opened.toString('utf8')));
  } catch {
    // A cookie that is missing, old or made up: the way begins anew.
    throw ssoRefused();
  }
}

async function enabledSso(context: Context, agencyId: string): Promise<Sso> {
  const sso = await findSso(context.db, agencyId);
  if (sso === undefined || !sso.enabled) {
    throw ssoRefused();
  }
  return sso;
}

/** Authorization code with PKCE, state and nonce (OpenID Connect Core §3.1, RFC 9700 §2.1). */
export async function beginSso(context: Context, agencyId: string): Promise<{ url: string; cookie: string }> {
  const sso = await enabledSso(context, agencyId);
  const provider = await openProvider(context.config, sso, secretOf(context.config, sso));
  const kept: Kept = {
    agencyId,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    until: context.clock.now().getTime() + TERM_MS,
  };
  const url = buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri(context.config),
    scope: 'openid email profile',
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: await calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, cookie: sealKept(context, kept) };
}

interface Proven {
  /** Never given to another person by the provider (OpenID Connect Core §5.7); numbers and addresses may be. */
  subject: string;
  value: string | undefined;
  secondFactor: boolean;
  logoutUrl: string | null;
}

function claimOf(sso: Sso, claims: Record<string, unknown>): string | undefined {
  const value = claims[sso.claim];
  if (typeof value !== 'string' || value.trim() === '' || (sso.match === 'email' && claims.email_verified === false)) {
    return undefined;
  }
  return sso.match === 'email' ? value.trim().toLowerCase() : value.replaceAll(' ', '');
}

function hasTwoFactors(sso: Sso, claims: Record<string, unknown>): boolean {
  const said = [claims.acr, ...(Array.isArray(claims.amr) ? claims.amr : [])];
  return said.some((value) => typeof value === 'string' && sso.second_factor_values.includes(value));
}

function logoutUrl(context: Context, provider: Configuration): string | null {
  if (provider.serverMetadata().end_session_endpoint === undefined) {
    return null;
  }
  return buildEndSessionUrl(provider, { post_logout_redirect_uri: `${context.config.publicUrl}/dang-nhap` }).href;
}

/** Everything the provider said, checked by the library: issuer, audience, signature, nonce, state, the code with its verifier. */
async function ask(context: Context, sso: Sso, kept: Kept, query: string): Promise<Proven> {
  const provider = await openProvider(context.config, sso, secretOf(context.config, sso));
  const tokens = await authorizationCodeGrant(provider, new URL(`${redirectUri(context.config)}?${query}`), {
    expectedState: kept.state,
    expectedNonce: kept.nonce,
    pkceCodeVerifier: kept.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) {
    throw new Error('the provider sent no ID token');
  }
  const inToken = claimOf(sso, claims);
  const asked = inToken === undefined && provider.serverMetadata().userinfo_endpoint !== undefined;
  const value = asked ? claimOf(sso, await fetchUserInfo(provider, tokens.access_token, claims.sub)) : inToken;
  return {
    subject: claims.sub,
    value,
    secondFactor: hasTwoFactors(sso, claims),
    logoutUrl: logoutUrl(context, provider),
  };
}

/** Once: a second answer to the same question is a copy, whatever the provider says of it. */
async function takeState(tx: Tx, kept: Kept): Promise<boolean> {
  const taken = await identityTables(tx)
    .insertInto('identity_used_challenge')
    .values({ challenge_hash: hashSecret(kept.state), expires_at: new Date(kept.until) })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return taken.numInsertedOrUpdatedRows === 1n;
}

/** By what the provider never changes, once it is known; the first time by the number or the address the register has. */
async function findAccount(
  tx: Tx,
  sso: Sso,
  { subject, value }: Proven,
): Promise<{ id: string; isNew: boolean } | undefined> {
  const known = await findUserBySubject(tx, sso, subject);
  if (known !== undefined) {
    return { id: known.id, isNew: false };
  }
  const first = value === undefined ? undefined : await findLinkedUser(tx, sso, value);
  return first && { id: first.id, isNew: true };
}

/** False when the account belongs to another person of the provider: an administrator decides whose it is (`forgetSso`). */
async function rememberSubject(
  tx: Tx,
  context: Context,
  user: User,
  { sso, proven }: { sso: Sso; proven: Proven },
): Promise<boolean> {
  const given = { issuer: sso.issuer, subject: proven.subject, at: context.clock.now() };
  const isLinked = await linkSubject(tx, user, given);
  if (isLinked) {
    await recordOnAccount(tx, context, user, { action: 'identity.sso_linked', detail: { issuer: sso.issuer } });
  }
  return isLinked;
}

async function settle(
  tx: Tx,
  context: Context,
  given: { sso: Sso; kept: Kept; proven: Proven | undefined; browser: BrowserTokens },
): Promise<SignInResult | undefined> {
  const { sso, proven, browser } = given;
  const isFirst = await takeState(tx, given.kept);
  const found = proven && (await findAccount(tx, sso, proven));
  const gate = await readGate(tx, context, await lockUser(tx, found?.id), browser.device);
  const isOpen = gate.closed === null || gate.closed === 'locked';
  if (proven === undefined || !isFirst || gate.user === undefined || !isOpen) {
    await recordFailure(tx, context, gate, proven === undefined ? 'sso_answer' : 'sso_account');
    return undefined;
  }
  if (found?.isNew === true && !(await rememberSubject(tx, context, gate.user, { sso, proven }))) {
    await recordFailure(tx, context, gate, 'sso_other_subject');
    return undefined;
  }
  if (!proven.secondFactor && hasSecondFactor(gate.user)) {
    return issueTicket(tx, context, gate.user, null);
  }
  return openSession(tx, context, gate.user, {
    secondFactor: proven.secondFactor,
    way: 'sso',
    browser,
    hint: null,
    logoutUrl: proven.logoutUrl,
  });
}

/** @throws AppError 401 `identity.sso_refused`, one text for whatever was wrong with the answer or the account */
export async function finishSso(
  context: Context,
  given: { query: string; cookie: string | undefined; browser: BrowserTokens },
): Promise<SignInResult> {
  const kept = readKept(context, given.cookie);
  if (kept.until <= context.clock.now().getTime()) {
    throw ssoRefused();
  }
  const sso = await enabledSso(context, kept.agencyId);
  const proven = await ask(context, sso, kept, given.query).catch((error: unknown) => {
    context.log.info({ err: error }, 'single sign-on refused');
    return undefined;
  });
  const result = await command(withoutReplay(context), (tx) =>
    settle(tx, context, { sso, kept, proven, browser: given.browser }),
  );
  if (result === undefined) {
    throw ssoRefused();
  }
  return result;
}
