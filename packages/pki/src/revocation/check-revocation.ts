import { PkiError } from '../errors.ts';
import { type Certificate, displayName, provesIssue } from '../x509/certificate.ts';
import { judgeCrl } from './check-crl.ts';
import { judgeOcsp, type OcspQuestion } from './check-ocsp.ts';
import { type CertificateList, parseCrl } from './crl.ts';
import { type Judged, problem, type RevocationFinding } from './finding.ts';
import { type OcspResponse, parseOcspResponse } from './ocsp-response.ts';
import { crlReasonText, type RevocationEvidence, type RevocationProblem, type RevocationStatus } from './revocation.ts';

export interface RevocationCheck {
  certificate: Certificate;
  issuer: Certificate;
  evidence: readonly RevocationEvidence[];
  /** The time that is asked about: now before signing, the proven time when verifying. */
  at: Date;
  /** Certificates that a responder's may be among, beside those in its answer. */
  pool?: readonly Certificate[];
  /** How old evidence may be at `at`; until its own nextUpdate unless told. */
  maxAgeMs?: number;
}

const crls = new WeakMap<Uint8Array, CertificateList>();
const responses = new WeakMap<Uint8Array, OcspResponse>();

function remembered<T extends object>(
  known: WeakMap<Uint8Array, T>,
  der: Uint8Array,
  parse: (der: Uint8Array) => T,
): T {
  const found = known.get(der) ?? parse(der);
  known.set(der, found);
  return found;
}

/** A responder without ocsp-nocheck is looked up in the lists at hand; OCSP about OCSP would go in circles. */
function revokedIn(check: RevocationCheck): OcspQuestion['isRevoked'] {
  const lists = check.evidence.filter(({ kind }) => kind === 'crl');
  return (responder, at) =>
    lists.length > 0 && checkRevocation({ ...check, certificate: responder, evidence: lists, at }).state === 'revoked';
}

function judge(evidence: RevocationEvidence, check: RevocationCheck): Judged {
  try {
    return evidence.kind === 'crl'
      ? judgeCrl(remembered(crls, evidence.der, parseCrl), check)
      : judgeOcsp(remembered(responses, evidence.der, parseOcspResponse), {
          ...check,
          pool: check.pool ?? [],
          isRevoked: revokedIn(check),
        });
  } catch (error) {
    if (error instanceof PkiError) {
      return problem(`${evidence.kind}_unreadable`, error.message);
    }
    throw error;
  }
}

interface Proof extends RevocationFinding {
  evidence: RevocationEvidence;
}

function isHold({ state, reason }: Proof): boolean {
  return state === 'revoked' && reason === 'certificateHold';
}

/** Freshest first. A revocation for good outweighs everything; a hold ends with newer evidence that does not know it. */
function decide(proofs: readonly Proof[]): Proof | undefined {
  const sorted = [...proofs].sort((left, right) => right.thisUpdate.getTime() - left.thisUpdate.getTime());
  const final = sorted.find((proof) => proof.state === 'revoked' && !isHold(proof));
  return final ?? sorted.find((proof) => isHold(proof) || proof.state === 'good');
}

/** After a hold was lifted by a delta, the older complete list still shows it. */
function withoutLiftedHolds(proofs: readonly Proof[]): Proof[] {
  const lifted = Math.max(
    ...proofs.filter(({ state }) => state === 'released').map((proof) => proof.thisUpdate.getTime()),
  );
  return proofs.map((proof) =>
    isHold(proof) && proof.thisUpdate.getTime() < lifted ? { ...proof, state: 'good' as const } : proof,
  );
}

const BESIDE_THE_POINT = new Set(['crl_issuer', 'ocsp_certificate']);

function statusOf(proof: Proof, at: Date, problems: RevocationProblem[]): RevocationStatus {
  const { state, since, reason, invalidSince, evidence, thisUpdate, nextUpdate, producedAt } = proof;
  const dates = {
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    ...(producedAt === undefined ? {} : { producedAt }),
  };
  if (state !== 'revoked' || since === undefined || reason === undefined) {
    return { state: 'good', evidence, ...dates, problems };
  }
  const from = invalidSince !== undefined && invalidSince < since ? invalidSince : since;
  return {
    state: at < from ? 'good' : 'revoked',
    since,
    reason,
    reasonText: crlReasonText(reason),
    ...(from === since ? {} : { invalidSince: from }),
    evidence,
    ...dates,
    problems,
  };
}

/**
 * What evidence proves about one certificate at one time. Every piece is checked as if it came from an enemy: signature,
 * right to speak (RFC 5280 §6.3, RFC 6960 §4.2.2.2), subject and dates. A revocation in any sound piece counts; otherwise the
 * freshest sound piece does. Never throws for bad evidence: it is `unknown` with the reasons in `problems`.
 *
 * The byte arrays of `evidence` are read once and remembered: do not write into them.
 * @example
 * const evidence = [{ kind: 'crl', der }];
 * checkRevocation({ certificate, issuer, evidence, at: new Date() }) // { state: 'revoked', since, reasonText: … }
 */
export function checkRevocation(check: RevocationCheck): RevocationStatus {
  // A list of somebody else would be silent about it, and silence counts as good.
  if (!provesIssue(check.certificate, check.issuer)) {
    const text = `Chứng thư không phải do "${displayName(check.issuer.subject)}" cấp.`;
    return { state: 'unknown', problems: [{ code: 'issuer', text }] };
  }
  const proofs: Proof[] = [];
  const problems: RevocationProblem[] = [];
  for (const evidence of check.evidence) {
    const judged = judge(evidence, check);
    if ('finding' in judged) {
      proofs.push({ ...judged.finding, evidence });
    } else {
      problems.push(judged.problem);
    }
  }
  const proof = decide(withoutLiftedHolds(proofs));
  return proof === undefined
    ? { state: 'unknown', problems }
    : statusOf(
        proof,
        check.at,
        problems.filter(({ code }) => !BESIDE_THE_POINT.has(code)),
      );
}
