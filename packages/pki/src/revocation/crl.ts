import { type AlgorithmIdentifier, readAlgorithm } from '../algorithms.ts';
import { child, expectTag, type Node, readBits, readOctets, readOid, readTime, readValue } from '../asn1/read.ts';
import { expectSpan, listSpans, readSpan, type Span } from '../asn1/span.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { readPointUris } from '../x509/extensions.ts';
import { type DistinguishedName, readName } from '../x509/name.ts';
import { type CrlEntries, readCrlEntries } from './crl-entries.ts';

/** Which certificates a list speaks about (issuing distribution point, RFC 5280 §5.2.5). */
export interface CrlScope {
  /** Addresses under which this part is published; undefined: the list is not cut into parts. */
  points: string[] | undefined;
  holds: 'all' | 'subscribers' | 'authorities' | 'attributes';
  isIndirect: boolean;
  hasSomeReasonsOnly: boolean;
}

/** A certificate revocation list (RFC 5280 §5); 100,000 entries cost their bytes and an index, not objects. */
export interface CertificateList {
  raw: Uint8Array;
  /** What was signed. */
  tbs: Uint8Array;
  issuer: DistinguishedName;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  /** cRLNumber in hex. */
  number: string | undefined;
  /** A delta on the list of this number (§5.2.4). */
  deltaOf: string | undefined;
  scope: CrlScope;
  /** Expired certificates stay on the list from this date on (X.509 §9.5.2.8). */
  keepsExpiredSince: Date | undefined;
  unknownCritical: string[];
  entries: CrlEntries;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
}

const MAX_CRL = 128 * 1024 * 1024;
const WHOLE: CrlScope = { points: undefined, holds: 'all', isIndirect: false, hasSomeReasonsOnly: false };

function isTrue(node: Node | undefined): boolean {
  return node !== undefined && node.content[0] !== 0;
}

function readScope(node: Node): CrlScope {
  const part = (number: number): Node | undefined => node.children.find(({ tag }) => (tag & 0x1f) === number);
  const point = part(0);
  const kinds = { subscribers: part(1), authorities: part(2), attributes: part(5) } as const;
  const only = (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => isTrue(kinds[kind]));
  return {
    points: point === undefined ? undefined : readPointUris(point),
    holds: only ?? 'all',
    isIndirect: isTrue(part(4)),
    hasSomeReasonsOnly: part(3) !== undefined,
  };
}

interface Extensions {
  number: string | undefined;
  deltaOf: string | undefined;
  scope: CrlScope;
  keepsExpiredSince: Date | undefined;
  unknownCritical: string[];
}

const IGNORED = new Set<string>([OID.authorityKeyIdentifier, OID.issuerAltName, OID.freshestCrl]);

function readExtensions(list: readonly Node[]): Extensions {
  const found: Extensions = {
    number: undefined,
    deltaOf: undefined,
    scope: WHOLE,
    keepsExpiredSince: undefined,
    unknownCritical: [],
  };
  for (const extension of list) {
    const id = readOid(child(extension, 0));
    const value = readOctets(child(extension, extension.children.length - 1));
    const isCritical = extension.children.length > 2 && isTrue(child(extension, 1));
    if (id === OID.crlNumber) {
      found.number = Buffer.from(readValue(value).node.content).toString('hex');
    } else if (id === OID.deltaCrlIndicator) {
      found.deltaOf = Buffer.from(readValue(value).node.content).toString('hex');
    } else if (id === OID.issuingDistributionPoint) {
      found.scope = readScope(readValue(value).node);
    } else if (id === OID.expiredCertsOnCrl) {
      found.keepsExpiredSince = readTime(readValue(value).node);
    } else if (isCritical && !IGNORED.has(id)) {
      found.unknownCritical.push(id);
    }
  }
  return found;
}

function nodeOf(bytes: Uint8Array, span: Span | undefined): Node {
  if (span === undefined) {
    throw new PkiError('pki.der', 'Dữ liệu ASN.1 hỏng: thiếu phần tử.');
  }
  return readValue(bytes.subarray(span.start, span.end)).node;
}

function isTime(span: Span | undefined): boolean {
  return span?.tag === 0x17 || span?.tag === 0x18;
}

function readList(raw: Uint8Array): CertificateList {
  const outer = expectSpan(readSpan(raw, 0, raw.length), 0x30);
  const [tbs, algorithm, signature] = listSpans(raw, outer.contentStart, outer.end, 3);
  if (outer.end !== raw.length || tbs === undefined) {
    throw new PkiError('pki.der', 'Dữ liệu ASN.1 hỏng: dữ liệu thừa hoặc thiếu.');
  }
  const parts = listSpans(raw, expectSpan(tbs, 0x30).contentStart, tbs.end, 7);
  const [first] = parts;
  const body = first?.tag === 0x02 ? parts.slice(1) : parts;
  const next = isTime(body[3]) ? body[3] : undefined;
  const rest = body.slice(next === undefined ? 3 : 4);
  const revoked = rest[0]?.tag === 0x30 ? rest[0] : undefined;
  const extensions = rest[revoked === undefined ? 0 : 1];
  const signatureAlgorithm = nodeOf(raw, algorithm);
  if (
    Buffer.compare(nodeOf(raw, body[0]).bytes, signatureAlgorithm.bytes) !== 0 ||
    rest.length > (revoked === undefined ? 1 : 2)
  ) {
    throw new PkiError('pki.der', 'Dữ liệu ASN.1 hỏng: phần tử lạ hoặc thuật toán không khớp.');
  }
  const list = extensions === undefined ? [] : child(expectTag(nodeOf(raw, extensions), 0xa0), 0).children;
  return {
    raw,
    tbs: raw.subarray(tbs.start, tbs.end),
    issuer: readName(expectTag(nodeOf(raw, body[1]), 0x30)),
    thisUpdate: readTime(nodeOf(raw, body[2])),
    nextUpdate: next === undefined ? undefined : readTime(nodeOf(raw, next)),
    ...readExtensions(list),
    entries: readCrlEntries(raw, revoked),
    signatureAlgorithm: readAlgorithm(signatureAlgorithm),
    signature: readBits(nodeOf(raw, signature)),
  };
}

/**
 * Reads a revocation list in DER; nothing is checked but its shape.
 * @throws PkiError `pki.crl` when it is none or cut
 * @example parseCrl(der).entries.find(certificate.serial)?.reason // 'keyCompromise'
 */
export function parseCrl(der: Uint8Array): CertificateList {
  if (der.length > MAX_CRL) {
    throw new PkiError('pki.crl', 'Danh sách thu hồi chứng thư (CRL) lớn bất thường.');
  }
  try {
    return readList(der);
  } catch (cause) {
    if (cause instanceof PkiError) {
      throw new PkiError('pki.crl', 'Không đọc được danh sách thu hồi chứng thư (CRL): dữ liệu hỏng.', { cause });
    }
    throw cause;
  }
}
