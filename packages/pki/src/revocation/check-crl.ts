import { verifySignature } from '../algorithms.ts';
import { type Certificate, displayName, publicKeyOf } from '../x509/certificate.ts';
import type { CertificateList } from './crl.ts';
import { type Judged, problem, type RevocationQuestion, weaknessOfSigner, windowFault } from './finding.ts';
import type { RevocationProblem } from './revocation.ts';

const proven = new WeakMap<CertificateList, WeakMap<Certificate, boolean>>();

/** A list of megabytes is hashed once per issuer, not once per certificate. */
function isSigned(list: CertificateList, issuer: Certificate): boolean {
  const known = proven.get(list) ?? new WeakMap<Certificate, boolean>();
  proven.set(list, known);
  let answer = known.get(issuer);
  if (answer === undefined) {
    answer = verifySignature(list.signatureAlgorithm, publicKeyOf(issuer), list.tbs, list.signature);
    known.set(issuer, answer);
  }
  return answer;
}

function isAuthority({ extensions }: Certificate): boolean {
  return extensions.basicConstraints?.ca === true;
}

function signerFault(list: CertificateList, issuer: Certificate): { problem: RevocationProblem } | undefined {
  const name = displayName(issuer.subject);
  if (Buffer.compare(list.issuer.raw, issuer.subject.raw) !== 0) {
    return problem('crl_issuer', `Danh sách thu hồi của "${displayName(list.issuer)}", không phải của "${name}".`);
  }
  if (issuer.extensions.keyUsage?.includes('cRLSign') === false) {
    return problem('crl_issuer', `"${name}" không được phép ký danh sách thu hồi.`);
  }
  if (!isSigned(list, issuer)) {
    return problem('crl_signature', `Chữ ký trên danh sách thu hồi không phải của "${name}".`);
  }
  const weakness = weaknessOfSigner(list.signatureAlgorithm, issuer);
  return weakness === undefined ? undefined : problem('crl_weak', `Danh sách thu hồi được ký yếu: ${weakness}.`);
}

function scopeFault(list: CertificateList, certificate: Certificate): { problem: RevocationProblem } | undefined {
  const { isIndirect, holds } = list.scope;
  if (isIndirect) {
    return problem('crl_indirect', 'Danh sách thu hồi gián tiếp không được hỗ trợ.');
  }
  const [unknown] = list.unknownCritical;
  if (unknown !== undefined) {
    return problem('crl_critical', `Danh sách thu hồi có phần mở rộng bắt buộc chưa hiểu (${unknown}).`);
  }
  const right = isAuthority(certificate) ? 'authorities' : 'subscribers';
  return holds === 'all' || holds === right
    ? undefined
    : problem('crl_scope', 'Danh sách thu hồi không dành cho loại chứng thư này.');
}

/** Whether a list could hold this certificate at all, so that its silence says something. */
function silenceFault(list: CertificateList, question: RevocationQuestion): { problem: RevocationProblem } | undefined {
  const { points, hasSomeReasonsOnly } = list.scope;
  const own = question.certificate.extensions.crlPoints;
  if (list.deltaOf !== undefined || hasSomeReasonsOnly || points?.some((point) => own.includes(point)) === false) {
    return problem('crl_partial', 'Danh sách thu hồi chỉ là một phần, chưa đủ căn cứ.');
  }
  if (list.nextUpdate === undefined) {
    return problem('crl_stale', 'Danh sách thu hồi không ghi ngày cập nhật kế tiếp.');
  }
  switch (windowFault(list, question)) {
    case 'stale':
      return problem('crl_stale', 'Danh sách thu hồi đã quá hạn cập nhật.');
    case 'expired':
      return problem('crl_expired', 'Danh sách thu hồi lập sau khi chứng thư hết hạn, không còn ghi chứng thư này.');
    case undefined:
      return undefined;
  }
}

/**
 * What a list proves about a certificate (RFC 5280 §6.3, complete lists and deltas). A revocation once listed stays, also on
 * a list that is out of date; silence counts only on one that is not.
 */
export function judgeCrl(list: CertificateList, question: RevocationQuestion): Judged {
  const { certificate, issuer } = question;
  const fault = signerFault(list, issuer) ?? scopeFault(list, certificate);
  if (fault !== undefined) {
    return fault;
  }
  const { thisUpdate, nextUpdate } = list;
  const entry = list.entries.find(certificate.serial);
  if (entry === undefined) {
    return silenceFault(list, question) ?? { finding: { state: 'good', thisUpdate, nextUpdate } };
  }
  if (entry.reason === 'removeFromCRL') {
    return { finding: { state: 'released', thisUpdate, nextUpdate } };
  }
  const { at: since, reason, invalidSince } = entry;
  return { finding: { state: 'revoked', since, reason, invalidSince, thisUpdate, nextUpdate } };
}
