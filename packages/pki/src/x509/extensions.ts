import { child, type Node, readOctets, readOid, readSmallInteger, readValue } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';

export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/** What of RFC 5280 §4.2 decides about a path; absent extensions are undefined. */
export interface CertificateExtensions {
  basicConstraints: { ca: boolean; pathLength: number | undefined } | undefined;
  keyUsage: KeyUsage[] | undefined;
  extKeyUsage: string[] | undefined;
  /** RFC 3161 §2.3 wants it so for timestamping. */
  isExtKeyUsageCritical: boolean;
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1): the responder's own revocation is not asked for. */
  hasOcspNoCheck: boolean;
  /** Hex. */
  subjectKeyId: string | undefined;
  /** Hex; of the issuer's key. */
  authorityKeyId: string | undefined;
  /** Whether the issuer says where revocation can be asked; the addresses themselves are never followed. */
  hasRevocationPointer: boolean;
  /** Names of the list parts that speak about it (RFC 5280 §4.2.1.13): only ever compared with a list's own name. */
  crlPoints: string[];
  /** rfc822Name of subjectAltName (RFC 5280 §4.2.1.6), as written. */
  mailAddresses: string[];
  /** Critical extensions that this package does not understand. */
  unknownCritical: string[];
}

const UNDERSTOOD = new Set<string>([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.crlDistributionPoints,
  OID.authorityInfoAccess,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.certificatePolicies,
  OID.policyMappings,
]);

function readKeyUsage(node: Node): KeyUsage[] {
  const bits = node.content.subarray(1);
  return KEY_USAGES.filter((_, index) => (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1);
}

function readBasicConstraints(node: Node): { ca: boolean; pathLength: number | undefined } {
  const [flag] = node.children;
  const length = node.children.find(({ tag }) => tag === 0x02);
  return {
    ca: flag?.tag === 0x01 && flag.content[0] !== 0,
    pathLength: length === undefined ? undefined : readSmallInteger(length),
  };
}

function readAuthorityKey(node: Node): string | undefined {
  const key = node.children.find(({ tag }) => tag === 0x80);
  return key === undefined ? undefined : Buffer.from(key.content).toString('hex');
}

/** URIs of a DistributionPointName [0], or none when it is named otherwise. */
export function readPointUris(point: Node): string[] {
  return point.children
    .filter(({ tag }) => tag === 0xa0)
    .flatMap(({ children }) => children)
    .filter(({ tag }) => tag === 0x86)
    .map(({ content }) => Buffer.from(content).toString('latin1'));
}

function readCrlPoints(node: Node): string[] {
  return node.children.flatMap(({ children }) => children.filter(({ tag }) => tag === 0xa0).flatMap(readPointUris));
}

function readMailAddresses(node: Node): string[] {
  return node.children.filter(({ tag }) => tag === 0x81).map(({ content }) => Buffer.from(content).toString('latin1'));
}

function hasOcsp(node: Node): boolean {
  return node.children.some((access) => readOid(child(access, 0)) === OID.ocsp);
}

/** @throws PkiError `pki.der` */
export function readExtensions(list: readonly Node[]): CertificateExtensions {
  const values = new Map<string, Node>();
  const seen = new Set<string>();
  const unknownCritical: string[] = [];
  let isExtKeyUsageCritical = false;
  for (const extension of list) {
    const id = readOid(child(extension, 0));
    const isCritical = extension.children.length > 2 && child(extension, 1).content[0] !== 0;
    const value = child(extension, extension.children.length - 1);
    if (seen.has(id)) {
      // RFC 5280 §4.2: two of a kind would be read differently by different readers.
      throw new PkiError('pki.der', `Chứng thư lặp phần mở rộng ${id}.`);
    }
    seen.add(id);
    if (UNDERSTOOD.has(id)) {
      values.set(id, readValue(readOctets(value)).node);
      isExtKeyUsageCritical ||= isCritical && id === OID.extKeyUsage;
    } else if (isCritical && id !== OID.ocspNoCheck) {
      unknownCritical.push(id);
    }
  }
  const get = <T>(id: string, read: (node: Node) => T): T | undefined => {
    const node = values.get(id);
    return node === undefined ? undefined : read(node);
  };
  return {
    basicConstraints: get(OID.basicConstraints, readBasicConstraints),
    keyUsage: get(OID.keyUsage, readKeyUsage),
    extKeyUsage: get(OID.extKeyUsage, (node) => node.children.map(readOid)),
    isExtKeyUsageCritical,
    hasOcspNoCheck: seen.has(OID.ocspNoCheck),
    subjectKeyId: get(OID.subjectKeyIdentifier, (node) => Buffer.from(node.content).toString('hex')),
    authorityKeyId: get(OID.authorityKeyIdentifier, readAuthorityKey),
    hasRevocationPointer: values.has(OID.crlDistributionPoints) || (get(OID.authorityInfoAccess, hasOcsp) ?? false),
    crlPoints: get(OID.crlDistributionPoints, readCrlPoints) ?? [],
    mailAddresses: get(OID.subjectAltName, readMailAddresses) ?? [],
    unknownCritical,
  };
}
