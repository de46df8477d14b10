import type { HashSigner } from '@congvu/pki';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { assertProved } from '../../../platform/step-up.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { PIN_LIMIT } from '../certificates.presenter.ts';
import { clearWrongPins, countWrongPin, lockCertificate } from '../certificates.store.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { assertDemo, openDemoKey } from '../demo/demo-key-store.ts';
import { createDemoSigner } from '../demo/demo-signer.ts';
import { assertUsable } from '../queries/find-usable-certificate.ts';
import { openHsm } from '../services/open-hsm.ts';
import { openRemote } from '../services/open-remote.ts';

type Attempt = { signer: HashSigner } | { attemptsLeft: number };

function refuseDevice(row: CertificateRow): AppError {
  return new AppError(
    'certificates.device_unsupported',
    422,
    `Máy chủ không giữ khóa của ${row.device_label}: ký bằng chương trình ký số trên máy đang cắm thiết bị.`,
  );
}

function refusePin({ attemptsLeft }: { attemptsLeft: number }): AppError {
  return attemptsLeft === 0
    ? new AppError(
        'certificates.pin_locked',
        422,
        `Mã PIN sai ${PIN_LIMIT} lần liền nên khóa đã bị khóa. Đề nghị quản trị mở khóa.`,
      )
    : new AppError('certificates.pin_wrong', 422, `Mã PIN không đúng. Còn ${attemptsLeft} lần thử trước khi bị khóa.`, {
        fields: [{ path: 'pin', message: `Mã PIN không đúng, còn ${attemptsLeft} lần thử.` }],
      });
}

/** Under the row lock; a wrong PIN is an answer and not an exception, so that its count is committed. */
async function attempt(context: ActingContext, certificate: CertificateRow, pin: string): Promise<Attempt> {
  return command(context, async (tx) => {
    const row = await lockCertificate(tx, certificate.agency_id, certificate.id);
    const now = context.clock.now();
    assertUsable(row, now);
    const key = await openDemoKey(context.config, row.key_reference, pin);
    const event = { agencyId: row.agency_id, objectKind: 'certificate', objectId: row.id };
    if (key === undefined) {
      const attemptsLeft = await countWrongPin(tx, { agencyId: row.agency_id, id: row.id }, PIN_LIMIT, now);
      await record(tx, context, {
        ...event,
        action: attemptsLeft === 0 ? 'certificates.pin_locked' : 'certificates.pin_refused',
        detail: { serial: row.serial, attemptsLeft },
      });
      return { attemptsLeft };
    }
    await clearWrongPins(tx, { agencyId: row.agency_id, id: row.id });
    await record(tx, context, { ...event, action: 'certificates.key_opened', detail: { serial: row.serial } });
    return { signer: createDemoSigner(row, key) };
  });
}

/** @throws AppError `certificates.pin_required` · `certificates.pin_wrong` · `certificates.pin_locked` · `certificates.demo_only` */
async function openDemo(
  context: ActingContext,
  certificate: CertificateRow,
  pin: string | undefined,
): Promise<HashSigner> {
  assertDemo(context.config);
  if (pin === undefined) {
    throw new AppError('certificates.pin_required', 422, 'Cần nhập mã PIN của khóa để ký.', {
      fields: [{ path: 'pin', message: 'Nhập mã PIN.' }],
    });
  }
  // The row of an Idempotency-Key would keep a fast hash of the PIN.
  const result = await attempt({ ...context, idempotency: undefined }, certificate, pin);
  if ('signer' in result) {
    return result.signer;
  }
  throw refusePin(result);
}

/**
 * The signer behind a certificate, opened for one act. The PIN of a demo key goes into the cipher of the key store and nowhere
 * else: it is neither kept nor logged, and a wrong one is never tried again (the fifth in a row locks the key, as a token does).
 * For `remote`, `pin` is the one-time code where the service wants one typed here. The key of a token is not the server's to ask.
 * @throws AppError those of `openDemo`, `certificates.device_unsupported` · `certificates.service_unknown`
 */
export async function openSigner(
  context: ActingContext,
  certificate: CertificateRow,
  pin?: string,
): Promise<HashSigner> {
  certificatePolicies.authorize('certificates.use', context.subject, certificate);
  assertUsable(certificate, context.clock.now());
  switch (certificate.key_kind) {
    case 'demo_software':
      return openDemo(context, certificate, pin);
    case 'sim':
    case 'remote':
      return openRemote(context, certificate, pin);
    case 'hsm':
      // Its key asks nobody for a PIN: who signs with it proves himself instead (security.md §2.2).
      assertProved(context);
      return openHsm(context, certificate);
    case 'token':
      throw refuseDevice(certificate);
  }
}
