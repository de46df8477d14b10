import type { Certificate, CertificatePath, CrlReason, RevocationStatus } from '@congvu/pki';
import { shownName, type Times } from './judge-path.ts';
import { emptyJudgement, type Judgement } from './judgement.ts';
import type { TrustPolicy } from './policy.ts';
import type { CertificateRevocation, Reason } from './report.ts';
import type { RevocationDesk } from './revocation-desk.ts';

/** Whose path it is, and when it has to have been good. */
export interface RevocationQuestion {
  path: CertificatePath;
  /** Evidence has to speak about this time. */
  at: Date;
  /** A revocation after this time comes too late to matter. */
  until: Date;
  /** Of what the key made; `provenAt` only where it was proven by somebody else. */
  times: Times;
  role: 'signer' | 'authority';
}

export interface Desks {
  /** Everything at hand. */
  all: RevocationDesk;
  /** Only what travels in the file. */
  inFile: RevocationDesk;
}

interface Knowledge {
  state: 'good' | 'revoked' | 'unknown';
  since: Date | undefined;
  reason: CrlReason | undefined;
  reasonText: string | undefined;
  source: CertificateRevocation['source'];
  at: Date | undefined;
  isInFile: boolean;
  why: string | undefined;
}

/** A certificate whose revocation is published and about which nothing sound is known; a note until somebody says otherwise. */
export interface Unanswered {
  certificate: Certificate;
  issuer: Certificate;
  at: Date;
  note: Reason;
}

/** Evidence of somebody else is no fault of it. */
const BESIDE_THE_POINT = new Set(['crl_issuer', 'ocsp_certificate']);

/** Why evidence says nothing about a certificate. */
export function whyUnknown({ problems }: RevocationStatus): string | undefined {
  return (problems.find(({ code }) => !BESIDE_THE_POINT.has(code)) ?? problems[0])?.text;
}

function fromEvidence(status: RevocationStatus, isInFile: boolean): Knowledge {
  const isRevoked = status.since !== undefined;
  return {
    state: isRevoked ? 'revoked' : status.state,
    since: status.invalidSince ?? status.since,
    reason: status.reason,
    reasonText: status.reasonText,
    source: status.evidence?.kind ?? null,
    at: status.producedAt ?? status.thisUpdate,
    isInFile,
    why: whyUnknown(status),
  };
}

/** The worst that is known, the earliest first. */
function learn(
  certificate: Certificate,
  issuer: Certificate,
  question: RevocationQuestion,
  policy: TrustPolicy,
  desks: Desks,
): Knowledge {
  const status = desks.all.ask(certificate, issuer, question.at);
  const own = desks.inFile.ask(certificate, issuer, question.at);
  const known = fromEvidence(status, status.evidence !== undefined && own.evidence === status.evidence);
  const office = policy.revocationOf?.(certificate, issuer, question.until);
  if (office === undefined || office.state === 'unknown') {
    return known;
  }
  const answer: Knowledge = {
    state: office.state,
    since: office.since,
    reason: undefined,
    reasonText: office.reason,
    source: 'office',
    at: question.until,
    isInFile: false,
    why: undefined,
  };
  if (known.state === 'revoked') {
    const isEarlier = answer.since === undefined || known.since === undefined || answer.since < known.since;
    return office.state === 'revoked' && isEarlier ? answer : known;
  }
  return known.state === office.state ? known : answer;
}

function day(at: Date): string {
  const [year, month, date] = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${date}/${month}/${year}`;
}

/** RFC 3161 §4: what an authority stamped before it stopped stays good when its key was never in danger. */
const HARMLESS: readonly (CrlReason | undefined)[] = ['affiliationChanged', 'superseded', 'cessationOfOperation'];

/** An authority's own time is what its key says; only somebody else can prove that it was there in time. */
function madeAt({ role, times }: RevocationQuestion): Date | undefined {
  return role === 'authority' ? times.claimedAt : (times.provenAt ?? times.claimedAt);
}

function judgeRevoked(known: Knowledge, name: string, question: RevocationQuestion, judgement: Judgement): void {
  const { since, reason } = known;
  const { role, times, until } = question;
  if (since !== undefined && since > until) {
    return;
  }
  const cause = known.reasonText === undefined ? '' : ` (${known.reasonText})`;
  const when = since === undefined ? '' : ` ngày ${day(since)}`;
  const text = `Chứng thư của "${name}" đã bị thu hồi${when}${cause}.`;
  const made = madeAt(question);
  if (role === 'authority' && since !== undefined && HARMLESS.includes(reason) && made !== undefined && made < since) {
    return;
  }
  if (reason === 'certificateHold' && times.provenAt === undefined) {
    judgement.doubts.push({ code: 'TRY_LATER', text: `Chứng thư của "${name}" đang bị tạm dừng, chưa kết luận được.` });
    return;
  }
  // Its own word can only speak against a signature, never for it.
  const isTooLate = since === undefined ? times.provenAt !== undefined : made !== undefined && made >= since;
  if (isTooLate) {
    judgement.invalid.push({ code: 'REVOKED', text });
    return;
  }
  const doubt = 'Không có dấu thời gian chứng minh đã ký trước khi bị thu hồi.';
  judgement.doubts.push({ code: 'REVOKED_NO_POE', text: `${text} ${doubt}` });
}

/** The issuer publishes revocations of this certificate: it says where, or the trust list does. */
function isPublished(certificate: Certificate, index: number, { trust }: CertificatePath): boolean {
  const isAsked = (trust?.crlUrls.length ?? 0) + (trust?.ocspUrls.length ?? 0) > 0;
  return certificate.extensions.hasRevocationPointer || (index === 0 && isAsked);
}

function doubtOf(known: Knowledge, name: string): Reason {
  const why = known.why === undefined ? '' : ` ${known.why}`;
  return { code: 'TRY_LATER', text: `Chưa có căn cứ chứng thư của "${name}" không bị thu hồi.${why}` };
}

function noteOf(name: string): Reason {
  return { code: 'REVOCATION_NOT_CHECKED', text: `Chưa kiểm tra tình trạng thu hồi chứng thư của "${name}".` };
}

function present(certificate: Certificate, known: Knowledge): CertificateRevocation {
  return {
    name: shownName(certificate),
    state: known.state,
    source: known.state === 'unknown' ? null : known.source,
    isInFile: known.isInFile,
    at: known.state === 'unknown' ? null : (known.at?.toISOString() ?? null),
    since: known.since?.toISOString() ?? null,
  };
}

/** Revocation of every certificate of a path below its anchor. */
export function judgeRevocation(
  question: RevocationQuestion,
  policy: TrustPolicy,
  desks: Desks,
): { revocation: CertificateRevocation[]; judgement: Judgement; unanswered: Unanswered[] } {
  const { path, at } = question;
  const judgement = emptyJudgement();
  const unanswered: Unanswered[] = [];
  const revocation: CertificateRevocation[] = [];
  for (const [index, certificate] of path.chain.entries()) {
    const issuer = path.chain[index + 1];
    if (issuer === undefined || path.anchor === undefined) {
      break;
    }
    const known = learn(certificate, issuer, question, policy, desks);
    const name = shownName(certificate);
    revocation.push(present(certificate, known));
    if (known.state === 'revoked') {
      judgeRevoked(known, name, question, judgement);
    } else if (known.state === 'unknown' && isPublished(certificate, index, path)) {
      unanswered.push({ certificate, issuer, at, note: noteOf(name) });
      judgement.doubts.push(...(policy.revocation === 'required' ? [doubtOf(known, name)] : []));
    }
  }
  judgement.notes.push(...(policy.revocation === 'required' ? [] : unanswered.map(({ note }) => note)));
  return { revocation, judgement, unanswered };
}

/** Whether evidence speaks for every certificate of a path below its anchor at a time. */
export function isCovered({ chain, anchor }: CertificatePath, at: Date, desk: RevocationDesk): boolean {
  return (
    anchor !== undefined &&
    chain.every((certificate, index) => {
      const issuer = chain[index + 1];
      return issuer === undefined || desk.ask(certificate, issuer, at).state !== 'unknown';
    })
  );
}
