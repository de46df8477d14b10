import { readScheme, weaknessOf } from '../algorithms.ts';
import { OID } from '../oids.ts';
import { type Certificate, displayName, isIssuedBy, isSelfIssued, publicKeyOf } from './certificate.ts';

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
  problems: PathProblem[];
}

export type PathPurpose = 'signing' | 'timestamping';

export interface PathRequest {
  certificate: Certificate;
  /** Certificates found beside the signature; untrusted. */
  pool: readonly Certificate[];
  anchors: readonly Certificate[];
  at: Date;
  purpose: PathPurpose;
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

interface Search {
  request: PathRequest;
  tries: number;
}

function provesIssue(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return isIssuedBy(certificate, issuer);
  } catch {
    return false;
  }
}

/** Depth first; names are compared before any signature is computed, and the number of signatures is capped. */
function climb(search: Search, chain: readonly Certificate[]): Certificate[] | undefined {
  const last = chain.at(-1);
  const { anchors, pool } = search.request;
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
    search.tries += 1;
    if (search.tries > MAX_TRIES) {
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
  const { keyUsage, extKeyUsage } = certificate.extensions;
  const name = displayName(certificate.subject);
  const canSign =
    keyUsage === undefined || keyUsage.includes('digitalSignature') || keyUsage.includes('nonRepudiation');
  const isFit =
    purpose === 'timestamping'
      ? extKeyUsage?.length === 1 && extKeyUsage[0] === OID.timeStamping
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

/**
 * Looks for a path to one of the anchors and judges it at a time (RFC 5280 §6.1 without policies and name constraints,
 * which count as not understood when critical). An anchor is trusted because it is configured: its own dates do not count,
 * unless it is the signer itself. Revocation is the caller's.
 * @example buildPath({ certificate, pool: [], anchors: [root], at: new Date(), purpose: 'signing' }).problems // []
 */
export function buildPath(request: PathRequest): CertificatePath {
  const { certificate } = request;
  const chain = climb({ request, tries: 0 }, [certificate]);
  if (chain === undefined) {
    const issuer = displayName(certificate.issuer);
    const text = `Không tìm thấy đường dẫn từ "${issuer}" tới nơi cấp chứng thư được tin cậy.`;
    const problems: PathProblem[] = [
      { code: 'no_chain', text, certificate },
      ...judgeTime(certificate, request.at),
      ...judgeUsage(certificate, request.purpose),
    ];
    return { chain: [certificate], anchor: undefined, problems };
  }
  return { chain, anchor: chain.at(-1), problems: judgeChain(chain, request) };
}

/** `dd/mm/yyyy` in Vietnam, which has kept +07:00 since 1975. */
function vietnamDay(at: Date): string {
  const [year, month, day] = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}
