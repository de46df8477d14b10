import { createPublicKey, type KeyObject } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm, verifySignature } from '../algorithms.ts';
import { child, expectTag, type Node, readBits, readTime, readValue } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { findKept, keep } from './certificate-shelf.ts';
import { type CertificateExtensions, readExtensions } from './extensions.ts';
import { type DistinguishedName, nameValue, readName } from './name.ts';

/** An X.509 v3 certificate (RFC 5280). Names and serial keep the bytes found; nothing is ever encoded again. */
export interface Certificate {
  raw: Uint8Array;
  /** What the issuer signed. */
  tbs: Uint8Array;
  /** Hex, upper case, as printed on certificates: `1A2B…`. */
  serial: string;
  /** The INTEGER as encoded. */
  serialRaw: Uint8Array;
  issuer: DistinguishedName;
  subject: DistinguishedName;
  notBefore: Date;
  notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  spki: Uint8Array;
  extensions: CertificateExtensions;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
}

const MAX_CERTIFICATE = 64 * 1024;
const keys = new WeakMap<Certificate, KeyObject>();

function readBody(raw: Uint8Array, certificate: Node): Certificate {
  const tbs = expectTag(child(certificate, 0), 0x30);
  const shift = child(tbs, 0).tag === 0xa0 ? 1 : 0;
  const serial = expectTag(child(tbs, shift), 0x02);
  const validity = child(tbs, shift + 3);
  const extensions = tbs.children.find(({ tag }) => tag === 0xa3);
  return {
    raw,
    tbs: tbs.bytes,
    serial: Buffer.from(serial.content)
      .toString('hex')
      .toUpperCase()
      .replace(/^00(?=.)/, ''),
    serialRaw: serial.bytes,
    issuer: readName(child(tbs, shift + 2)),
    subject: readName(child(tbs, shift + 4)),
    notBefore: readTime(child(validity, 0)),
    notAfter: readTime(child(validity, 1)),
    spki: child(tbs, shift + 5).bytes,
    extensions: readExtensions(extensions === undefined ? [] : child(extensions, 0).children),
    signatureAlgorithm: readAlgorithm(child(certificate, 1)),
    signature: readBits(child(certificate, 2)),
  };
}

function read(der: Uint8Array): Certificate {
  try {
    // A copy: the certificate outlives the file it came in, and must not change with it.
    const { node } = readValue(Uint8Array.from(der));
    return Object.freeze(readBody(node.bytes, expectTag(node, 0x30)));
  } catch (error) {
    if (error instanceof PkiError) {
      throw new PkiError('pki.certificate', 'Không đọc được chứng thư số: dữ liệu X.509 hỏng.', { cause: error });
    }
    throw error;
  }
}

/**
 * Reads one certificate in DER. The same bytes give the same, frozen object while it is remembered (the 512 last used), so
 * that its key and its issuer are worked out once.
 * @throws PkiError `pki.certificate` when it is none, cut or larger than 64 KiB
 * @example nameValue(parseCertificate(der).subject, OID.commonName) // 'Nguyễn Văn An'
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE) {
    throw new PkiError('pki.certificate', 'Chứng thư số lớn bất thường.');
  }
  const kept = findKept(der);
  if (kept !== undefined) {
    return kept;
  }
  const certificate = read(der);
  keep(certificate);
  return certificate;
}

/** The subject's key; read once per certificate. @throws PkiError `pki.algorithm` for keys that OpenSSL does not know */
export function publicKeyOf(certificate: Certificate): KeyObject {
  const known = keys.get(certificate);
  if (known !== undefined) {
    return known;
  }
  try {
    const key = createPublicKey({ key: Buffer.from(certificate.spki), format: 'der', type: 'spki' });
    keys.set(certificate, key);
    return key;
  } catch (cause) {
    throw new PkiError('pki.algorithm', 'Chứng thư dùng loại khóa không hỗ trợ.', { cause });
  }
}

export function isSelfIssued(certificate: Certificate): boolean {
  return Buffer.compare(certificate.issuer.raw, certificate.subject.raw) === 0;
}

const issued = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

/**
 * Whether `issuer`'s name and key made this certificate; says nothing about the right to do so. Computed once for two
 * certificates.
 */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (Buffer.compare(certificate.issuer.raw, issuer.subject.raw) !== 0) {
    return false;
  }
  const known = issued.get(certificate) ?? new WeakMap<Certificate, boolean>();
  issued.set(certificate, known);
  const answer =
    known.get(issuer) ??
    verifySignature(certificate.signatureAlgorithm, publicKeyOf(issuer), certificate.tbs, certificate.signature);
  known.set(issuer, answer);
  return answer;
}

/** The same, and false where the algorithm or key is not known. */
export function provesIssue(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return isIssuedBy(certificate, issuer);
  } catch (error) {
    if (error instanceof PkiError) {
      return false;
    }
    throw error;
  }
}

/** Whether that has been computed already. */
export function isIssuerKnown(certificate: Certificate, issuer: Certificate): boolean {
  return issued.get(certificate)?.has(issuer) ?? false;
}

/** Common name, or the organisation when there is none. */
export function displayName(name: DistinguishedName): string {
  return nameValue(name, OID.commonName) ?? nameValue(name, OID.organization) ?? '';
}
