import { readAlgorithm } from '../algorithms.ts';
import { child, expectTag, type Node } from '../asn1/read.ts';
import { NULL, octetString, oid, sequence } from '../asn1/write.ts';
import { type HashName, hashNameOf, OID } from '../oids.ts';
import type { Certificate } from '../x509/certificate.ts';
import { certificateHash } from '../x509/certificate-hashes.ts';

/** CertID of RFC 6960 §4.1.1: a certificate named by its issuer's name, its issuer's key and its serial. */
export interface CertificateId {
  /** Undefined when the hash is not known. */
  hash: HashName | undefined;
  nameHash: Uint8Array;
  keyHash: Uint8Array;
  /** The INTEGER as encoded. */
  serialRaw: Uint8Array;
  raw: Uint8Array;
}

/** SHA-1 unless told, which every responder understands; it only names, it protects nothing. */
export function encodeCertificateId(serialRaw: Uint8Array, issuer: Certificate, hash: HashName = 'sha1'): Uint8Array {
  return sequence(
    sequence(oid(OID[hash]), NULL),
    octetString(certificateHash(issuer, 'subject', hash)),
    octetString(certificateHash(issuer, 'key', hash)),
    serialRaw,
  );
}

/** @throws PkiError `pki.der` */
export function readCertificateId(node: Node): CertificateId {
  expectTag(node, 0x30);
  return {
    hash: hashNameOf(readAlgorithm(child(node, 0)).oid),
    nameHash: expectTag(child(node, 1), 0x04).content,
    keyHash: expectTag(child(node, 2), 0x04).content,
    serialRaw: expectTag(child(node, 3), 0x02).bytes,
    raw: node.bytes,
  };
}

export function isIssuerOf({ hash, nameHash, keyHash }: CertificateId, issuer: Certificate): boolean {
  return (
    hash !== undefined &&
    Buffer.compare(certificateHash(issuer, 'subject', hash), nameHash) === 0 &&
    Buffer.compare(certificateHash(issuer, 'key', hash), keyHash) === 0
  );
}

export function isIdOf(id: CertificateId, certificate: Certificate, issuer: Certificate): boolean {
  return Buffer.compare(id.serialRaw, certificate.serialRaw) === 0 && isIssuerOf(id, issuer);
}
