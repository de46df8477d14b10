import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { findProtection, type MailSignature, verifyProtection } from '@congvu/pki/smime';
import { isShownAsSigned } from './shown-as-signed.ts';
import type { SignatureAnswer, SignatureQuestion } from './signature-question.ts';

const SHOWN_OTHERWISE = {
  code: 'STRUCTURE',
  against: 'invalid',
  text: 'Phần hiển thị của thư không phải là phần được ký.',
} as const;

async function judge({ raw, from, trust, evidence, revoked, at }: SignatureQuestion): Promise<MailSignature> {
  const since = new Map(revoked.map((entry) => [entry.sha256, entry.since]));
  const found = findProtection(raw);
  if (found.kind !== 'signed' && found.kind !== 'damaged') {
    throw new Error(`asked about a mail without signature: ${found.kind}`);
  }
  const revokedSince = (certificate: { raw: Uint8Array }): Date | undefined =>
    since.get(createHash('sha256').update(certificate.raw).digest('hex'));
  const signature = verifyProtection(found, { from, trust, evidence, revokedSince, at });
  const isWhole = found.kind === 'signed' && found.covers === 'all' && signature.verdict !== 'invalid';
  return isWhole && !(await isShownAsSigned(raw, found))
    ? { ...signature, verdict: 'invalid', reasons: [SHOWN_OTHERWISE] }
    : signature;
}

async function answer(question: SignatureQuestion): Promise<SignatureAnswer> {
  try {
    return { kind: 'judged', signature: await judge(question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'fault', message };
  }
}

// The only sender is judge-signature.ts.
parentPort?.on('message', (question: SignatureQuestion) => {
  void answer(question).then((said) => parentPort?.postMessage(said));
});
parentPort?.postMessage('ready');
