import { readScheme, weaknessOf } from '../algorithms.ts';
import { OID } from '../oids.ts';
import { anchorCertificate } from '../trust/anchor-certificate.ts';
import type { TrustAnchorEntry } from '../trust/trust-anchor.ts';
import { type Certificate, displayName, isIssuerKnown, isSelfIssued, provesIssue, publicKeyOf } from './certificate.ts';

export type PathProblemCode =
  | 'no_chain'
  | 'expired'
  | 'not_yet_valid'
  | 'usage'
  | 'authority'
  | 'weak'
  | 'critical_extension';

export interface PathProblem {
  code: PathProblemCode;
  /** Vietnamese, names the certificate. */
  text: string;
  certificate: Certificate;
}

/** From the signer up to the anchor, both included; `problems` empty means trusted at that time. */
export interface CertificatePath {
  chain: Certificate[];
  anchor: Certificate | undefined;
  /** The entry of the trust list that the anchor stands in; undefined when it came from `anchors`. */
  trust: TrustAnchorEntry | undefined;
  problems: PathProblem[];
}

export type PathPurpose = 'signing' | 'timestamping';

export interface PathRequest {
  certificate: Certificate;
  /** Certificates found beside the signature; untrusted. */
  pool: readonly Certificate[];
  /** Trusted for every purpose, without a window. */
  anchors?: readonly Certificate[];
  /** Trusted inside their windows, for their usages. */
  trust?: readonly TrustAnchorEntry[];
  at: Date;
  purpose: PathPurpose;
  /** How many signatures of certificates may still be computed, for callers with many paths; counted down. */
  budget?: { tries: number };
}

const MAX_LENGTH = 8;
const MAX_TRIES = 64;
const SIGNING_USAGES: readonly string[] = [
  OID.anyExtendedKeyUsage,
  OID.emailProtection,
  OID.clientAuth,
  OID.documentSigning,
  OID.adobeAuthenticDocuments,
  OID.microsoftDocumentSigning,
];

function isSame(left: Certificate, right: Certificate): boolean {
  return Buffer.compare(left.raw, right.raw) === 0;
}

function mayIssue(issuer: Certificate, isAnchor: boolean): boolean {
  const { basicConstraints, keyUsage } = issuer.extensions;
  const isAuthority = basicConstraints === undefined ? isAnchor : basicConstraints.ca;
  return isAuthority && (keyUsage === undefined || keyUsage.includes('keyCertSign'));
}

interface Anchor {
  certificate: Certificate;
  trust: TrustAnchorEntry | undefined;
}

interface Search {
  pool: readonly Certificate[];
  anchors: readonly Certificate[];
  tries: number;
  budget: { tries: number } | undefined;
}

/** What was computed before is free. */
function hasTriesLeft(search: Search, certificate: Certificate, issuer: Certificate): boolean {
  search.tries += 1;
  if (search.budget !== undefined && !isIssuerKnown(certificate, issuer)) {
    search.budget.tries -= 1;
  }
  return search.tries <= MAX_TRIES && (search.budget?.tries ?? 0) >= 0;
}

/** Depth first; names are compared before any signature is computed, and the number of signatures is capped. */
function climb(search: Search, chain: readonly Certificate[]): Certificate[] | undefined {
  const last = chain.at(-1);
  const { anchors, pool } = search;
  if (last === undefined || chain.length > MAX_LENGTH) {
    return undefined;
  }
  const anchor = anchors.find((candidate) => isSame(candidate, last));
  if (anchor !== undefined) {
    return [...chain];
  }
  for (const candidate of [...anchors, ...pool]) {
    if (Buffer.compare(last.issuer.raw, candidate.subject.raw) !== 0 || chain.some((seen) => isSame(seen, candidate))) {
      continue;
    }
    if (!hasTriesLeft(search, last, candidate)) {
      return undefined;
    }
    const found = provesIssue(last, candidate) ? climb(search, [...chain, candidate]) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function judgeTime(certificate: Certificate, at: Date): PathProblem[] {
  const name = displayName(certificate.subject);
  if (at > certificate.notAfter) {
    return [
      {
        code: 'expired',
        text: `Chứng thư của "${name}" hết hạn ngày ${vietnamDay(certificate.notAfter)}.`,
        certificate,
      },
    ];
  }
  if (at < certificate.notBefore) {
    const day = vietnamDay(certificate.notBefore);
    return [{ code: 'not_yet_valid', text: `Chứng thư của "${name}" chỉ có hiệu lực từ ngày ${day}.`, certificate }];
  }
  return [];
}

function judgeIssuer(issuer: Certificate, below: number, isAnchor: boolean): PathProblem[] {
  const { basicConstraints } = issuer.extensions;
  const name = displayName(issuer.subject);
  if (!mayIssue(issuer, isAnchor)) {
    return [{ code: 'authority', text: `"${name}" không có quyền cấp chứng thư.`, certificate: issuer }];
  }
  if (basicConstraints?.pathLength !== undefined && below > basicConstraints.pathLength) {
    return [
      {
        code: 'authority',
        text: `"${name}" không được phép có cấp chứng thực bên dưới dài như vậy.`,
        certificate: issuer,
      },
    ];
  }
  return [];
}

function judgeUsage(certificate: Certificate, purpose: PathPurpose): PathProblem[] {
  const { keyUsage, extKeyUsage, isExtKeyUsageCritical } = certificate.extensions;
  const name = displayName(certificate.subject);
  const canSign =
    keyUsage === undefined || keyUsage.includes('digitalSignature') || keyUsage.includes('nonRepudiation');
  const isFit =
    purpose === 'timestamping'
      ? // RFC 3161 §2.3: alone and critical.
        extKeyUsage?.length === 1 && extKeyUsage[0] === OID.timeStamping && isExtKeyUsageCritical
      : extKeyUsage === undefined || extKeyUsage.some((usage) => SIGNING_USAGES.includes(usage));
  if (canSign && isFit) {
    return [];
  }
  const work = purpose === 'timestamping' ? 'cấp dấu thời gian' : 'ký văn bản';
  return [{ code: 'usage', text: `Chứng thư của "${name}" không được cấp để ${work}.`, certificate }];
}

function judgeStrength(certificate: Certificate, issuer: Certificate): PathProblem[] {
  const weakness = weaknessOf(readScheme(certificate.signatureAlgorithm), publicKeyOf(issuer));
  const name = displayName(certificate.subject);
  return weakness === undefined
    ? []
    : [{ code: 'weak', text: `Chứng thư của "${name}" được ký yếu: ${weakness}.`, certificate }];
}

function judgeChain(chain: readonly Certificate[], { at, purpose, certificate }: PathRequest): PathProblem[] {
  const problems = judgeUsage(certificate, purpose);
  let below = 0;
  for (const [index, current] of chain.entries()) {
    const isAnchor = index === chain.length - 1;
    if (!isAnchor || index === 0) {
      problems.push(...judgeTime(current, at));
      for (const id of current.extensions.unknownCritical) {
        const text = `Chứng thư của "${displayName(current.subject)}" có phần mở rộng bắt buộc chưa hiểu (${id}).`;
        problems.push({ code: 'critical_extension', text, certificate: current });
      }
    }
    if (index > 0) {
      problems.push(...judgeIssuer(current, below, isAnchor));
      // RFC 5280 §6.1.4(l): a self-issued authority does not count towards the length.
      below += isSelfIssued(current) ? 0 : 1;
    }
    const issuer = chain[index + 1];
    if (issuer !== undefined) {
      problems.push(...judgeStrength(current, issuer));
    }
  }
  return problems;
}

function anchorsOf({ anchors = [], trust = [] }: PathRequest): Anchor[] {
  return [
    ...anchors.map((certificate): Anchor => ({ certificate, trust: undefined })),
    ...trust.map((entry): Anchor => ({ certificate: anchorCertificate(entry), trust: entry })),
  ];
}

/** Why an anchor does not count for this purpose at this time, or undefined. */
function unfitness({ certificate, trust }: Anchor, { at, purpose }: PathRequest): PathProblem | undefined {
  const name = displayName(certificate.subject);
  if (trust === undefined) {
    return undefined;
  }
  if (!trust.usages.includes(purpose)) {
    const work = purpose === 'timestamping' ? 'dấu thời gian' : 'chữ ký trên văn bản';
    return { code: 'no_chain', text: `Nơi cấp "${name}" không được tin cậy cho ${work}.`, certificate };
  }
  if (trust.trustedFrom !== null && at < trust.trustedFrom) {
    const text = `Nơi cấp "${name}" chỉ được tin cậy từ ngày ${vietnamDay(trust.trustedFrom)}.`;
    return { code: 'no_chain', text, certificate };
  }
  if (trust.trustedTo !== null && at > trust.trustedTo) {
    const text = `Nơi cấp "${name}" chỉ được tin cậy đến ngày ${vietnamDay(trust.trustedTo)}.`;
    return { code: 'no_chain', text, certificate };
  }
  return undefined;
}

function withoutChain(request: PathRequest): CertificatePath {
  const { certificate } = request;
  const text = `Không tìm thấy đường dẫn từ "${displayName(certificate.issuer)}" tới nơi cấp chứng thư được tin cậy.`;
  const problems: PathProblem[] = [
    { code: 'no_chain', text, certificate },
    ...judgeTime(certificate, request.at),
    ...judgeUsage(certificate, request.purpose),
  ];
  return { chain: [certificate], anchor: undefined, trust: undefined, problems };
}

/** A path to an anchor that is configured, yet not for this time or purpose: no anchor, but the reason in words. */
function refuse(chain: Certificate[], unfit: readonly Anchor[], request: PathRequest): CertificatePath {
  const found = unfit.find(({ certificate }) => isSame(certificate, chain.at(-1) ?? request.certificate));
  const problem = found === undefined ? undefined : unfitness(found, request);
  const problems = [...(problem === undefined ? [] : [problem]), ...judgeChain(chain, request)];
  return { chain, anchor: undefined, trust: undefined, problems };
}

/**
 * Looks for a path to one of the anchors and judges it at a time (RFC 5280 §6.1 without policies and name constraints,
 * which count as not understood when critical). An anchor is trusted because it is configured: its own dates do not count,
 * unless it is the signer itself; the window of its entry does, at the time asked for, so that what was proven to be signed
 * inside the window stays good. Revocation is the caller's.
 * @throws PkiError `pki.certificate` for an entry of `trust` that is no certificate
 * @example buildPath({ certificate, pool: [], anchors: [root], at: new Date(), purpose: 'signing' }).problems // []
 */
export function buildPath(request: PathRequest): CertificatePath {
  const { certificate, pool } = request;
  const anchors = anchorsOf(request);
  const fit = anchors.filter((anchor) => unfitness(anchor, request) === undefined);
  const search = (among: readonly Anchor[]): Certificate[] | undefined =>
    climb({ pool, anchors: among.map((anchor) => anchor.certificate), tries: 0, budget: request.budget }, [
      certificate,
    ]);
  const chain = search(fit);
  if (chain !== undefined) {
    const anchor = chain.at(-1) ?? certificate;
    const trust = fit.find((candidate) => isSame(candidate.certificate, anchor))?.trust;
    return { chain, anchor, trust, problems: judgeChain(chain, request) };
  }
  const unfit = anchors.filter((anchor) => !fit.includes(anchor));
  const refused = unfit.length === 0 ? undefined : search(unfit);
  return refused === undefined ? withoutChain(request) : refuse(refused, unfit, request);
}

/** `dd/mm/yyyy` in Vietnam, which has kept +07:00 since 1975. */
function vietnamDay(at: Date): string {
  const [year, month, day] = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}
