import {
  buildPath,
  type Certificate,
  type CertificatePath,
  displayName,
  nameValue,
  OID,
  type PathProblem,
  type PathPurpose,
} from '@congvu/pki';
import type { Reason } from './report.ts';

export type RevocationState = 'good' | 'revoked' | 'unknown';

/** What is known about a certificate at a time: from a CRL, an OCSP answer, a register. `since` only when revoked. */
export interface RevocationAnswer {
  state: RevocationState;
  since?: Date;
  /** Vietnamese. */
  reason?: string;
}

export interface TrustPolicy {
  anchors: readonly Certificate[];
  /** Time of the check. */
  at: Date;
  /** `required`: a certificate that names a revocation source must be known to be good. `optional`: unknown is a note. */
  revocation: 'required' | 'optional';
  revocationOf: ((certificate: Certificate, issuer: Certificate, at: Date) => RevocationAnswer) | undefined;
}

/** The three piles a verdict is made of. */
export interface Judgement {
  invalid: Reason[];
  doubts: Reason[];
  notes: Reason[];
}

export interface SignerTimes {
  claimedAt: Date | undefined;
  provenAt: Date | undefined;
}

const DAY_MS = 86_400_000;

/** `TCT`, tax code or identity number in a name is shown by its last digits only. */
function masked(text: string): string {
  return text.replace(/\d{6,}(?=\d{3})/g, (digits) => '*'.repeat(digits.length));
}

export function nameForDisplay(certificate: Certificate): {
  signer: string;
  organisation: string | null;
  issuer: string;
} {
  const organisation = nameValue(certificate.subject, OID.organization);
  return {
    signer: masked(displayName(certificate.subject)),
    organisation: organisation === undefined ? null : masked(organisation),
    issuer: displayName(certificate.issuer),
  };
}

/** Expired by now is a doubt while nothing proves that the signature came too late, and certain when its own words say so. */
function judgeExpiry(problem: PathProblem, times: SignerTimes, judgement: Judgement): void {
  const reason: Reason = { code: 'EXPIRED', text: problem.text };
  const signedAt = times.provenAt ?? times.claimedAt;
  if (signedAt !== undefined && signedAt > problem.certificate.notAfter) {
    judgement.invalid.push(reason);
    return;
  }
  const text = 'Không có dấu thời gian chứng minh chữ ký có từ trước khi chứng thư hết hạn.';
  judgement.doubts.push(reason, { code: 'OUT_OF_BOUNDS_NO_POE', text });
}

function judgeProblem(problem: PathProblem, times: SignerTimes, judgement: Judgement): void {
  const { code, text } = problem;
  switch (code) {
    case 'expired':
      judgeExpiry(problem, times, judgement);
      return;
    case 'not_yet_valid':
      judgement.invalid.push({ code: 'NOT_YET_VALID', text });
      return;
    case 'no_chain':
      judgement.doubts.push({ code: 'NO_CERTIFICATE_CHAIN_FOUND', text });
      return;
    case 'weak':
      judgement.doubts.push({ code: 'CRYPTO_CONSTRAINTS_FAILURE', text });
      return;
    case 'usage':
    case 'authority':
    case 'critical_extension':
      judgement.invalid.push({ code: 'CHAIN_CONSTRAINTS_FAILURE', text });
      return;
  }
}

function judgeClaim(certificate: Certificate, { claimedAt }: SignerTimes, judgement: Judgement): void {
  if (claimedAt !== undefined && claimedAt.getTime() < certificate.notBefore.getTime() - DAY_MS) {
    const text = 'Thời điểm ký tự khai sớm hơn ngày chứng thư có hiệu lực.';
    judgement.doubts.push({ code: 'NOT_YET_VALID', text });
  }
}

function judgeRevoked(answer: RevocationAnswer, name: string, times: SignerTimes, judgement: Judgement): void {
  const cause = answer.reason === undefined ? '' : ` (${answer.reason})`;
  const text = `Chứng thư của "${name}" đã bị thu hồi${cause}.`;
  const { since } = answer;
  // Only a proven time can place the signature before the revocation; the signer's own word cannot.
  if (since !== undefined && times.provenAt !== undefined && times.provenAt < since) {
    return;
  }
  judgement.invalid.push({ code: 'REVOKED', text });
}

function judgeRevocation(path: CertificatePath, policy: TrustPolicy, times: SignerTimes, judgement: Judgement): void {
  for (const [index, certificate] of path.chain.entries()) {
    const issuer = path.chain[index + 1];
    if (issuer === undefined) {
      return;
    }
    const at = times.provenAt ?? policy.at;
    const answer = policy.revocationOf?.(certificate, issuer, at) ?? { state: 'unknown' as const };
    const name = displayName(certificate.subject);
    if (answer.state === 'revoked') {
      judgeRevoked(answer, name, times, judgement);
    } else if (answer.state === 'unknown' && certificate.extensions.hasRevocationPointer) {
      judgeUnknown(policy, name, judgement);
    }
  }
}

function judgeUnknown(policy: TrustPolicy, name: string, judgement: Judgement): void {
  if (policy.revocation === 'required') {
    judgement.doubts.push({ code: 'TRY_LATER', text: `Chưa có căn cứ chứng thư của "${name}" không bị thu hồi.` });
  } else {
    const text = `Chưa kiểm tra tình trạng thu hồi chứng thư của "${name}".`;
    judgement.notes.push({ code: 'REVOCATION_NOT_CHECKED', text });
  }
}

/** Path, dates, usage and revocation of a signer at the best known time. */
export function judgeCertificate(
  certificate: Certificate,
  pool: readonly Certificate[],
  policy: TrustPolicy,
  times: SignerTimes,
  purpose: PathPurpose = 'signing',
): Judgement & { path: CertificatePath } {
  const judgement: Judgement = { invalid: [], doubts: [], notes: [] };
  const at = times.provenAt ?? policy.at;
  const path = buildPath({ certificate, pool, anchors: policy.anchors, at, purpose });
  for (const problem of path.problems) {
    judgeProblem(problem, times, judgement);
  }
  judgeClaim(certificate, times, judgement);
  if (path.anchor !== undefined) {
    judgeRevocation(path, policy, times, judgement);
  }
  return { ...judgement, path };
}
