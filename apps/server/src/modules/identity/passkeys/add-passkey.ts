import type { AddPasskey, PasskeyAdded, PasskeyOptions } from '@congvu/contracts';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { rotateToken } from '../identity.sessions.ts';
import { findUserById, updateUser } from '../identity.store.ts';
import type { Passkey } from '../identity.tables.ts';
import { becomeTwoFactors, prepareFirstFactor } from '../second-factor/first-factor.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';
import { newChallenge, takeChallenge } from './challenge.ts';
import { passkeyRefused, userHandleOf } from './check-passkey.ts';
import { insertPasskey, listPasskeys, presentPasskey } from './passkeys.store.ts';
import { relyingParty } from './relying-party.ts';

/** EdDSA, ES256, RS256 (COSE): what every device of the last years knows. */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 120_000;

/**
 * What the browser makes a new passkey with: one that says by itself whose it is and that asks for the finger or the PIN.
 * @throws AppError 409 `identity.passkey_impossible`
 */
export async function beginPasskey(context: ActingContext, browser: BrowserTokens): Promise<PasskeyOptions> {
  const party = relyingParty(context.config);
  const user = await findUserById(context.db, context.subject.userId);
  if (user === undefined) {
    throw passkeyRefused(422);
  }
  const options = await generateRegistrationOptions({
    rpName: 'Công Vụ',
    rpID: party.id,
    userName: user.user_name,
    userDisplayName: context.subject.displayName,
    userID: new Uint8Array(userHandleOf(user)),
    challenge: newChallenge(context, 'passkey_added', browser.session ?? ''),
    timeout: TIMEOUT_MS,
    // Which maker built the device is nobody's business here.
    attestationType: 'none',
    excludeCredentials: (await listPasskeys(context.db, user)).map((passkey) => ({
      id: passkey.credential_id.toString('base64url'),
      transports: passkey.transports,
    })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return { options: { ...options } };
}

type NewPasskey = Pick<Passkey, 'credential_id' | 'public_key' | 'counter' | 'transports' | 'synced'>;

async function verify(
  tx: Tx,
  context: ActingContext,
  body: AddPasskey,
  browser: BrowserTokens,
): Promise<NewPasskey | undefined> {
  const party = relyingParty(context.config);
  const { transports = [], ...response } = body.credential.response;
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...body.credential, response: { ...response, transports } },
      expectedChallenge: (challenge) => takeChallenge(tx, context, challenge, 'passkey_added', browser.session ?? ''),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return (
      registrationInfo && {
        credential_id: Buffer.from(registrationInfo.credential.id, 'base64url'),
        public_key: Buffer.from(registrationInfo.credential.publicKey),
        counter: registrationInfo.credential.counter,
        transports,
        synced: registrationInfo.credentialDeviceType === 'multiDevice',
      }
    );
  } catch {
    // The library says by throwing what is wrong with bytes a stranger sent.
    return undefined;
  }
}

/**
 * @throws AppError 422 `identity.passkey_refused`: not ours, too late, used before, another origin, no user verification
 */
export async function addPasskey(
  context: ActingContext,
  body: AddPasskey,
  browser: BrowserTokens,
): Promise<{ answer: PasskeyAdded; tokens: TokensToSet }> {
  const sheet = await prepareFirstFactor(context);
  return command(withoutReplay(context), async (tx) => {
    const now = context.clock.now();
    const me = await lockMe(tx, context, browser);
    const { user, session } = me;
    const made = await verify(tx, context, body, browser);
    const row = { agency_id: user.agency_id, id: newId(now.getTime()), user_id: user.id, name: body.name };
    if (made === undefined || !(await insertPasskey(tx, { ...row, ...made, created_at: now, last_used_at: null }))) {
      throw passkeyRefused(422);
    }
    const recoveryCodes = await becomeTwoFactors(tx, context, me, sheet);
    await updateUser(tx, user, { passkey_count: user.passkey_count + 1 });
    await noteSecurityEvent(tx, context, user, 'passkey_added', body.name);
    await record(tx, context, {
      action: 'identity.passkey_added',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { passkey: row.id, name: body.name, synced: made.synced },
    });
    const passkeys = (await listPasskeys(tx, user)).map(presentPasskey);
    return { answer: { passkeys, recoveryCodes }, tokens: { session: await rotateToken(tx, session) } };
  });
}
