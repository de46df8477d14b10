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
import { emptyJudgement, type Judgement } from './judgement.ts';
import type { TrustPolicy } from './policy.ts';
import type { Reason } from './report.ts';

/** When something was made: by its own word, and proven. */
export interface Times {
  claimedAt: Date | undefined;
  provenAt: Date | undefined;
}

const DAY_MS = 86_400_000;

/** `TCT`, tax code or identity number in a name is shown by its last digits only. */
function masked(text: string): string {
  return text.replace(/\d{6,}(?=\d{3})/g, (digits) => '*'.repeat(digits.length));
}

/** The name people know a certificate by. */
export function shownName(certificate: Certificate): string {
  return masked(displayName(certificate.subject));
}

export function nameForDisplay(certificate: Certificate): {
  signer: string;
  organisation: string | null;
  issuer: string;
} {
  const organisation = nameValue(certificate.subject, OID.organization);
  return {
    signer: shownName(certificate),
    organisation: organisation === undefined ? null : masked(organisation),
    issuer: displayName(certificate.issuer),
  };
}

/** Expired by now is a doubt while nothing proves that the signature came too late, and certain when its own words say so. */
function judgeExpiry(problem: PathProblem, times: Times, judgement: Judgement): void {
  const reason: Reason = { code: 'EXPIRED', text: problem.text };
  const signedAt = times.provenAt ?? times.claimedAt;
  if (signedAt !== undefined && signedAt > problem.certificate.notAfter) {
    judgement.invalid.push(reason);
    return;
  }
  const text = 'Không có dấu thời gian chứng minh chữ ký có từ trước khi chứng thư hết hạn.';
  judgement.doubts.push(reason, { code: 'OUT_OF_BOUNDS_NO_POE', text });
}

function judgeProblem(problem: PathProblem, times: Times, judgement: Judgement): void {
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

function judgeClaim(certificate: Certificate, { claimedAt }: Times, judgement: Judgement): void {
  if (claimedAt !== undefined && claimedAt.getTime() < certificate.notBefore.getTime() - DAY_MS) {
    const text = 'Thời điểm ký tự khai sớm hơn ngày chứng thư có hiệu lực.';
    judgement.doubts.push({ code: 'NOT_YET_VALID', text });
  }
}

export interface PathQuestion {
  certificate: Certificate;
  pool: readonly Certificate[];
  purpose: PathPurpose;
  /** The time whose dates, windows and usages count. */
  at: Date;
  times: Times;
  budget: { tries: number };
}

/** Path to a trusted anchor, its dates, rights and strength at a time. Revocation is judged apart. */
export function judgePath(
  question: PathQuestion,
  policy: TrustPolicy,
): { path: CertificatePath; judgement: Judgement } {
  const { certificate, pool, purpose, at, times, budget } = question;
  const judgement = emptyJudgement();
  const { anchors, trust } = policy;
  const path = buildPath({ certificate, pool, anchors, trust, at, purpose, budget });
  for (const problem of path.problems) {
    judgeProblem(problem, times, judgement);
  }
  judgeClaim(certificate, times, judgement);
  return { path, judgement };
}
