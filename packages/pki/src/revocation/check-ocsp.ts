import { verifySignature } from '../algorithms.ts';
import { OID } from '../oids.ts';
import { type Certificate, displayName, provesIssue, publicKeyOf } from '../x509/certificate.ts';
import { certificateHash } from '../x509/certificate-hashes.ts';
import { isIdOf } from './certificate-id.ts';
import { type Judged, problem, type RevocationQuestion, weaknessOfSigner, windowFault } from './finding.ts';
import type { OcspAnswer, OcspResponse } from './ocsp-response.ts';
import type { RevocationProblem } from './revocation.ts';

export interface OcspQuestion extends RevocationQuestion {
  /** More certificates that the responder's may be among. */
  pool: readonly Certificate[];
  /** Whether lists at hand say that the responder itself is revoked. */
  isRevoked: (responder: Certificate, at: Date) => boolean;
}

const SKEW_MS = 5 * 60_000;
const MAX_TRIES = 8;

function isNamed({ responder }: OcspResponse, candidate: Certificate): boolean {
  return 'name' in responder
    ? Buffer.compare(responder.name, candidate.subject.raw) === 0
    : Buffer.compare(responder.keyHash, certificateHash(candidate, 'key', 'sha1')) === 0;
}

function isSame(left: Certificate, right: Certificate): boolean {
  return Buffer.compare(left.raw, right.raw) === 0;
}

/** RFC 6960 §4.2.2.2: the issuer itself, or somebody it certified for exactly this; nobody else. */
function authorityFault(candidate: Certificate, response: OcspResponse, question: OcspQuestion): string | undefined {
  const { issuer, isRevoked } = question;
  const { keyUsage, extKeyUsage, hasOcspNoCheck } = candidate.extensions;
  if (isSame(candidate, issuer)) {
    return undefined;
  }
  if (!provesIssue(candidate, issuer)) {
    return 'không phải do nơi cấp chứng thư ủy quyền';
  }
  if (extKeyUsage?.includes(OID.ocspSigning) !== true || keyUsage?.includes('digitalSignature') === false) {
    return 'không được cấp để trả lời OCSP';
  }
  if (response.producedAt < candidate.notBefore || response.producedAt > candidate.notAfter) {
    return 'đã hết hạn hoặc chưa có hiệu lực khi trả lời';
  }
  return !hasOcspNoCheck && isRevoked(candidate, response.producedAt) ? 'đã bị thu hồi' : undefined;
}

/** By response and the key that was tried: one response answers for several questions of a file. */
const tried = new WeakMap<OcspResponse, Map<Certificate, boolean>>();

function isSignedBy(response: OcspResponse, candidate: Certificate): boolean {
  const known = tried.get(response) ?? new Map<Certificate, boolean>();
  tried.set(response, known);
  const { signatureAlgorithm, tbs, signature } = response;
  const isSigned = known.get(candidate) ?? verifySignature(signatureAlgorithm, publicKeyOf(candidate), tbs, signature);
  known.set(candidate, isSigned);
  return isSigned;
}

function signerFault(response: OcspResponse, question: OcspQuestion): { problem: RevocationProblem } | undefined {
  const candidates = [question.issuer, ...response.certificates, ...question.pool]
    .filter((candidate) => isNamed(response, candidate))
    .slice(0, MAX_TRIES);
  let fault = problem('ocsp_responder', 'Câu trả lời OCSP không kèm chứng thư của nơi trả lời.');
  for (const candidate of candidates) {
    const name = displayName(candidate.subject);
    const why = authorityFault(candidate, response, question);
    if (why !== undefined) {
      fault = problem('ocsp_responder', `Nơi trả lời OCSP "${name}" ${why}.`);
    } else if (isSignedBy(response, candidate)) {
      const weakness = weaknessOfSigner(response.signatureAlgorithm, candidate);
      return weakness === undefined ? undefined : problem('ocsp_weak', `Câu trả lời OCSP được ký yếu: ${weakness}.`);
    } else {
      fault = problem('ocsp_signature', `Chữ ký trên câu trả lời OCSP không phải của "${name}".`);
    }
  }
  return fault;
}

function findingOf(answer: OcspAnswer, { producedAt }: OcspResponse, question: OcspQuestion): Judged {
  const { thisUpdate, nextUpdate, since, reason } = answer;
  const dates = { thisUpdate, nextUpdate, producedAt };
  if (answer.state === 'revoked' && since !== undefined) {
    return { finding: { state: 'revoked', since, reason: reason ?? 'unspecified', ...dates } };
  }
  if (answer.state !== 'good') {
    return problem('ocsp_unknown', 'Nơi cấp trả lời không biết chứng thư này.');
  }
  switch (windowFault(answer, question)) {
    case 'stale':
      return problem('ocsp_stale', 'Câu trả lời OCSP đã quá hạn.');
    case 'expired':
      return problem('ocsp_expired', 'Câu trả lời OCSP lập sau khi chứng thư hết hạn, không còn là căn cứ.');
    case undefined:
      return { finding: { state: 'good', ...dates } };
  }
}

/** What an OCSP response proves about a certificate (RFC 6960 §3.2). */
export function judgeOcsp(response: OcspResponse, question: OcspQuestion): Judged {
  const answer = response.answers.find(({ id }) => isIdOf(id, question.certificate, question.issuer));
  if (answer === undefined) {
    return problem('ocsp_certificate', 'Câu trả lời OCSP dành cho chứng thư khác.');
  }
  const fault = signerFault(response, question);
  if (fault !== undefined) {
    return fault;
  }
  const [unknown] = [...response.unknownCritical, ...answer.unknownCritical];
  if (unknown !== undefined) {
    return problem('ocsp_critical', `Câu trả lời OCSP có phần mở rộng bắt buộc chưa hiểu (${unknown}).`);
  }
  const isUpsideDown =
    answer.thisUpdate.getTime() > response.producedAt.getTime() + SKEW_MS ||
    (answer.nextUpdate !== undefined && answer.nextUpdate < answer.thisUpdate);
  return isUpsideDown
    ? problem('ocsp_dates', 'Các mốc thời gian của câu trả lời OCSP mâu thuẫn.')
    : findingOf(answer, response, question);
}
