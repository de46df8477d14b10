import type { MailSignature as MailSignatureView } from '@congvu/contracts';
import type { Mailbox } from '@congvu/mailguard';
import { isSameAddress, type MailSignature, verdictOf } from '@congvu/pki/smime';
import { listEvidence, listKnownRevocations, loadTrust, mailOfCertificate } from '#modules/certificates';
import type { Services } from '../../../../platform/context.ts';
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
  from: readonly Mailbox[];
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

/**
 * The signature of a mail (S/MIME, RFC 8551), judged once, when the mail comes: by configured anchors and the lists of revocation
 * at hand, for the sender the mail shows. Nothing is fetched; addresses inside certificates are never followed.
 */
export async function judgeSignature(services: Needed, asked: Asked): Promise<MailSignatureView | undefined> {
  if (asked.protection === 'none') {
    return undefined;
  }
  if (asked.protection === 'encrypted') {
    return ENCRYPTED;
  }
  const [trust, evidence, revoked] = await Promise.all([
    loadTrust(services),
    listEvidence(services),
    listKnownRevocations(services),
  ]);
  const from = asked.from.map(({ address }) => address);
  const { raw } = asked;
  const answer = await sandbox.ask({ raw, from, trust, evidence, revoked, at: services.clock.now() });
  if (answer.kind !== 'judged') {
    services.log.warn({ size: raw.length, answer }, 'signature of a mail not judged to the end');
    return UNJUDGED;
  }
  return saySignature(await bindByRegister(services, answer.signature, from[0] ?? ''));
}
