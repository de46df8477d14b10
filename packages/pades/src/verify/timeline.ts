import type { Certificate, CertificatePath } from '@congvu/pki';
import type { CertificateStore } from './certificate-store.ts';
import type { TimestampToken } from './contents-check.ts';
import type { Examined } from './examine.ts';
import { judgePath } from './judge-path.ts';
import { type Desks, judgeRevocation, type Unanswered } from './judge-revocation.ts';
import { add, emptyJudgement, isClean, type Judgement } from './judgement.ts';
import type { TrustPolicy } from './policy.ts';
import type { CertificateRevocation } from './report.ts';

/** A time somebody trusted stands for, with the path of whoever it is. */
export interface TimeProof {
  at: Date;
  path: CertificatePath;
  /** The document timestamp it comes from; undefined for one inside the signature. */
  from: Examined | undefined;
}

/** A signature with trust, time and revocation judged. */
export interface Assessed {
  examined: Examined;
  /** Of certificates alone: what the bytes are is in `examined`. */
  judgement: Judgement;
  path: CertificatePath | undefined;
  revocation: CertificateRevocation[];
  /** Certificates of a signature's path that nothing sound speaks for. */
  unanswered: Unanswered[];
  /** The earliest time that is proven. */
  proof: TimeProof | undefined;
}

export interface Court {
  policy: TrustPolicy;
  desks: Desks;
  store: CertificateStore;
  /** Signatures of certificates that may be computed, all paths together. */
  budget: { tries: number };
}

interface AuthorityAnswer {
  judgement: Judgement;
  path: CertificatePath;
  revocation: CertificateRevocation[];
}

function later(left: Date, right: Date): Date {
  return left > right ? left : right;
}

function poolOf(court: Court, own: readonly Certificate[]): Certificate[] {
  return [...new Set([...own, ...court.store.list()])];
}

/**
 * Whether a timestamp counts: its maker must have been good not when the token says, but when somebody else proves that the
 * token was there: a later document timestamp, or now.
 */
function judgeAuthority(court: Court, token: TimestampToken, provenAt: Date | undefined): AuthorityAnswer {
  const { policy, desks, budget } = court;
  const until = provenAt ?? later(policy.at, token.at);
  const times = { claimedAt: token.at, provenAt };
  const { path, judgement } = judgePath(
    {
      certificate: token.certificate,
      pool: poolOf(court, token.certificates),
      purpose: 'timestamping',
      at: until,
      times,
      budget,
    },
    policy,
  );
  const { revocation, judgement: revoked } = judgeRevocation(
    { path, at: token.at, until, times, role: 'authority' },
    policy,
    desks,
  );
  add(judgement, revoked);
  if (token.at < token.certificate.notBefore) {
    const text = 'Dấu thời gian ghi thời điểm trước khi chứng thư của nơi cấp có hiệu lực.';
    judgement.invalid.push({ code: 'NOT_YET_VALID', text });
  }
  return { judgement, path, revocation };
}

function isKept({ integrity }: Examined): boolean {
  return integrity === 'whole' || integrity === 'extended_as_permitted';
}

function earliest(proofs: readonly TimeProof[]): TimeProof | undefined {
  return proofs.reduce<TimeProof | undefined>(
    (first, proof) => (first === undefined || proof.at < first.at ? proof : first),
    undefined,
  );
}

function assessTimestamp(court: Court, examined: Examined, covering: TimeProof | undefined): Assessed {
  const token = examined.check?.timestamp;
  if (token === undefined) {
    return { examined, judgement: emptyJudgement(), path: undefined, revocation: [], unanswered: [], proof: covering };
  }
  const { judgement, path, revocation } = judgeAuthority(court, token, covering?.at);
  const isStanding = isKept(examined) && isClean(judgement) && (examined.check?.refused.length ?? 0) === 0;
  const hasDoubts = (examined.check?.doubts.length ?? 0) > 0;
  const own = isStanding && !hasDoubts ? [{ at: token.at, path, from: examined }] : [];
  return {
    examined,
    judgement,
    path,
    revocation,
    unanswered: [],
    proof: earliest([...own, ...(covering === undefined ? [] : [covering])]),
  };
}

/** Timestamps over the signature value; one that does not count is a note, the signature stands without it. */
function ownProofs(
  court: Court,
  examined: Examined,
  covering: TimeProof | undefined,
  judgement: Judgement,
): TimeProof[] {
  const proofs: TimeProof[] = [];
  for (const token of examined.check?.timestamps ?? []) {
    const answer = judgeAuthority(court, token, covering?.at);
    if (isClean(answer.judgement)) {
      proofs.push({ at: token.at, path: answer.path, from: undefined });
    } else {
      const why = [...answer.judgement.invalid, ...answer.judgement.doubts][0]?.text ?? '';
      judgement.notes.push({ code: 'TIMESTAMP_NOT_TRUSTED', text: `Dấu thời gian không được tính. ${why}` });
    }
  }
  return proofs;
}

function assessSignature(court: Court, examined: Examined, covering: TimeProof | undefined): Assessed {
  const { policy, desks, budget } = court;
  const judgement = emptyJudgement();
  const own = ownProofs(court, examined, covering, judgement);
  const proof = earliest([...own, ...(covering === undefined ? [] : [covering])]);
  const { check, claimedAt } = examined;
  if (check?.signer === undefined) {
    return { examined, judgement, path: undefined, revocation: [], unanswered: [], proof };
  }
  const at = proof?.at ?? policy.at;
  const times = { claimedAt, provenAt: proof?.at };
  const pool = poolOf(court, check.certificates);
  const found = judgePath({ certificate: check.signer, pool, purpose: 'signing', at, times, budget }, policy);
  const question = { path: found.path, at, until: at, times, role: 'signer' as const };
  const { revocation, judgement: revoked, unanswered } = judgeRevocation(question, policy, desks);
  add(judgement, found.judgement);
  add(judgement, revoked);
  return { examined, judgement, path: found.path, revocation, unanswered, proof };
}

/**
 * From the last signature to the first: a document timestamp that stands proves that everything it covers was there, which is
 * what the ones before it are judged by (past validation, EN 319 102-1 §5.6).
 */
export function assessAll(court: Court, signatures: readonly Examined[]): Assessed[] {
  const answers: Assessed[] = [];
  let standing: TimeProof | undefined;
  for (const examined of [...signatures].reverse()) {
    const covering = examined.field.signed === undefined ? undefined : standing;
    if (!examined.field.isTimestamp) {
      answers.unshift(assessSignature(court, examined, covering));
      continue;
    }
    const answer = assessTimestamp(court, examined, covering);
    answers.unshift(answer);
    standing = earliest([answer.proof, standing].filter((proof) => proof !== undefined));
  }
  return answers;
}
