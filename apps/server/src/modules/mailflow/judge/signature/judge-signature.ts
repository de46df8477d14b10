import type { MailSignature as MailSignatureView } from '@congvu/contracts';
import type { Mailbox } from '@congvu/mailguard';
import { isSameAddress, type MailSignature, verdictOf } from '@congvu/pki/smime';
import { listEvidence, listKnownRevocations, listLost, loadTrust, mailOfCertificate } from '#modules/certificates';
import { vietnamDate } from '../../../../platform/clock.ts';
import type { Services } from '../../../../platform/context.ts';
import { printDay } from '../../../../platform/print-dates.ts';
import { createSandbox } from '../../../../platform/sandbox.ts';
import type { Protection } from '../judge-question.ts';
import { ENCRYPTED, saySignature, UNJUDGED } from './say-signature.ts';
import type { SignatureAnswer, SignatureQuestion } from './signature-question.ts';

const sandbox = createSandbox<SignatureQuestion, SignatureAnswer>({
  script: new URL('./verify-signature.worker.ts', import.meta.url),
  // Twice what reading a mail of 30 MB takes: the whole is compared with what was signed.
  limits: { cpuMs: 15_000, wallMs: 60_000, memoryMb: 512 },
  idleMs: 300_000,
});

interface Asked {
  raw: Buffer;
  protection: Protection;
  from: readonly Pick<Mailbox, 'address'>[];
  /** When the mail came; now unless told. */
  at?: Date;
}

type Needed = Pick<Services, 'db' | 'clock' | 'config' | 'log'>;

/** A certificate that names no address is bound to the mailbox the register of certificates knows for it. */
async function bindByRegister(services: Needed, signature: MailSignature, from: string): Promise<MailSignature> {
  const { certificateSha256, reasons } = signature;
  if (certificateSha256 === undefined || !reasons.some(({ code }) => code === 'NO_ADDRESS')) {
    return signature;
  }
  const known = await mailOfCertificate(services.db, certificateSha256);
  if (!known.some((address) => isSameAddress(address, from))) {
    return signature;
  }
  const left = reasons.filter(({ code }) => code !== 'NO_ADDRESS');
  return { ...signature, reasons: left, verdict: verdictOf(left) };
}

/** Reported lost and not yet revoked: somebody else may have signed, which nobody can tell from the mail. */
function doubtLost(
  signature: MailSignature,
  lost: readonly { sha256: string; since: Date }[],
  at: Date,
): MailSignature {
  const found = lost.find(({ sha256 }) => sha256 === signature.certificateSha256);
  if (found === undefined || found.since > at || signature.verdict === 'invalid') {
    return signature;
  }
  const day = printDay(vietnamDate(found.since));
  const text = `Thiết bị lưu khóa của "${signature.signer}" được báo mất từ ngày ${day}, trước khi thư đến, nên chưa biết ai đã ký.`;
  const reasons = [...signature.reasons, { code: 'REVOKED', against: 'open', text } as const];
  return { ...signature, reasons, verdict: verdictOf(reasons) };
}

/**
 * The signature of a mail (S/MIME, RFC 8551), judged when the mail comes and again (`judge-again.ts`): by configured anchors and the lists of revocation
 * at hand, for the sender the mail shows. Nothing is fetched; addresses inside certificates are never followed.
 */
export async function judgeSignature(services: Needed, asked: Asked): Promise<MailSignatureView | undefined> {
  if (asked.protection === 'none') {
    return undefined;
  }
  if (asked.protection === 'encrypted') {
    return ENCRYPTED;
  }
  const [trust, evidence, revoked, lost] = await Promise.all([
    loadTrust(services),
    listEvidence(services),
    listKnownRevocations(services),
    listLost(services.db),
  ]);
  const from = asked.from.map(({ address }) => address);
  const { raw, at = services.clock.now() } = asked;
  const answer = await sandbox.ask({ raw, from, trust, evidence, revoked, at });
  if (answer.kind !== 'judged') {
    services.log.warn({ size: raw.length, answer }, 'signature of a mail not judged to the end');
    return UNJUDGED;
  }
  const bound = await bindByRegister(services, answer.signature, from[0] ?? '');
  return saySignature(doubtLost(bound, lost, at));
}
