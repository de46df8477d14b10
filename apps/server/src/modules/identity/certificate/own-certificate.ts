import type { CertificateChallenge, SignInCertificate } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { lockMe, type Me } from '../acting-as-myself.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { rotateToken } from '../identity.sessions.ts';
import { updateUser } from '../identity.store.ts';
import { newChallenge, takeChallenge } from '../passkeys/challenge.ts';
import { becomeTwoFactors, prepareFirstFactor } from '../second-factor/first-factor.ts';
import { loseFactor } from '../second-factor/last-factor.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { readGate, recordFailure } from '../sign-in-gate.ts';
import { withoutReplay } from '../without-replay.ts';
import { askRegister, type ProveByCertificate } from './sign-in-certificate.ts';

type Purpose = 'certificate_added' | 'certificate_step_up';

/** A challenge that counts in this session only, for one minute. */
export function beginOwnCertificate(
  context: ActingContext,
  purpose: Purpose,
  browser: BrowserTokens,
): CertificateChallenge {
  const challenge = newChallenge(context, purpose, browser.session ?? '');
  return { challenge: Buffer.from(challenge).toString('base64url') };
}

function refused(): AppError {
  return new AppError(
    'identity.certificate_refused',
    422,
    'Chứng thư số không được chấp nhận: chưa ghi trong danh sách của mình, hết hạn, thu hồi, đã báo mất, là của người khác, hoặc đã quá một phút. Thử lại; nếu vẫn không được, chọn cách khác.',
  );
}

interface Ports {
  prove: ProveByCertificate;
  purpose: Purpose;
  browser: BrowserTokens;
}

/**
 * The person shows inside the own session that he holds the token; what follows happens in the same transaction.
 * @throws AppError 422 `identity.certificate_refused`, also for the certificate of somebody else
 */
export async function proveOwnCertificate<T>(
  context: ActingContext,
  ports: Ports,
  body: SignInCertificate,
  work: (tx: Parameters<typeof lockMe>[0], me: Me) => Promise<T>,
): Promise<T> {
  const { browser, purpose } = ports;
  const proven = await askRegister(context, ports.prove, body);
  const result = await command(withoutReplay(context), async (tx) => {
    const me = await lockMe(tx, context, browser);
    const isFresh = await takeChallenge(tx, context, body.challenge, purpose, browser.session ?? '');
    if (!('personId' in proven) || proven.personId !== me.user.person_id || !isFresh) {
      const reason = 'refused' in proven ? proven.refused : isFresh ? 'of_another' : 'challenge_over';
      await recordFailure(tx, context, await readGate(tx, context, me.user, browser.device), `certificate_${reason}`);
      return undefined;
    }
    return { done: await work(tx, me) };
  });
  if (result === undefined) {
    throw refused();
  }
  return result.done;
}

/** From now on the certificate stands beside the password; the first second factor brings a sheet of recovery codes. */
export async function takeCertificate(
  context: ActingContext,
  prove: ProveByCertificate,
  body: SignInCertificate,
  browser: BrowserTokens,
): Promise<{ recoveryCodes: string[]; tokens: TokensToSet }> {
  const sheet = await prepareFirstFactor(context);
  return proveOwnCertificate(context, { prove, purpose: 'certificate_added', browser }, body, async (tx, me) => {
    const recoveryCodes = await becomeTwoFactors(tx, context, me, sheet);
    await updateUser(tx, me.user, { certificate_since: context.clock.now() });
    await noteSecurityEvent(tx, context, me.user, 'certificate_on');
    await record(tx, context, {
      action: 'identity.certificate_taken',
      agencyId: me.user.agency_id,
      objectKind: 'user',
      objectId: me.user.id,
      detail: { certificateSha256: body.certificateSha256 },
    });
    return { recoveryCodes, tokens: { session: await rotateToken(tx, me.session) } };
  });
}

/** @throws AppError 409 `identity.certificate_off`, `identity.factor_last` */
export async function dropCertificate(context: ActingContext, browser: BrowserTokens): Promise<void> {
  await command(withoutReplay(context), async (tx) => {
    const { user } = await lockMe(tx, context, browser);
    if (user.certificate_since === null) {
      throw conflict('identity.certificate_off', 'Chứng thư số chưa được dùng làm lớp xác thực. Tải lại trang.');
    }
    await updateUser(tx, user, { certificate_since: null });
    await loseFactor(tx, context, { ...user, certificate_since: null });
    await noteSecurityEvent(tx, context, user, 'certificate_off');
    await record(tx, context, {
      action: 'identity.certificate_dropped',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
    });
  });
}
