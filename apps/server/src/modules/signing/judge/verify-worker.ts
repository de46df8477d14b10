import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { PadesError, type RevocationAnswer, verifyPdf } from '@congvu/pades';
import type { VerifyAnswer, VerifyQuestion } from './verify-question.ts';

function answer(question: VerifyQuestion): VerifyAnswer {
  const revoked = new Map(question.revoked.map((entry) => [entry.sha256, entry]));
  const revocationOf = (certificate: { raw: Uint8Array }, _issuer: unknown, at: Date): RevocationAnswer => {
    const known = revoked.get(createHash('sha256').update(certificate.raw).digest('hex'));
    return known === undefined || known.since > at
      ? { state: 'unknown' }
      : { state: 'revoked', since: known.since, ...(known.reason !== '' && { reason: known.reason }) };
  };
  try {
    const { pdf, trust, evidence, at, revocation } = question;
    const report = verifyPdf(pdf, { trust, evidence, at, revocation, revocationOf });
    return { kind: 'report', report };
  } catch (error) {
    if (error instanceof PadesError) {
      return { kind: 'unreadable', code: error.code, message: error.message };
    }
    return { kind: 'fault', message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (question: VerifyQuestion) => parentPort?.postMessage(answer(question)));
parentPort?.postMessage('ready');
