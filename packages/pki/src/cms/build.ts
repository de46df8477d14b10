import { createHash } from 'node:crypto';
import { encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import { context, integer, NULL, octetString, oid, sequence, setOf } from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { isSelfIssued, parseCertificate } from '../x509/certificate.ts';

function attribute(id: string, ...values: Uint8Array[]): Uint8Array {
  return sequence(oid(id), setOf(...values));
}

function certificateId(der: Uint8Array): Uint8Array {
  return sequence(octetString(createHash('sha256').update(der).digest()));
}

/** Roots are the verifier's to have; the others travel with the signature. */
function intermediatesOf(chain: readonly Uint8Array[]): Uint8Array[] {
  return chain.filter((der) => !isSelfIssued(parseCertificate(der)));
}

/**
 * The signed attributes of PAdES B-B, exactly three (EN 319 142-1 §6.3): content-type, message-digest and
 * signing-certificate-v2 (RFC 5035, SHA-256 being the default and so left out). The certificates that travel along are named
 * too, so that no byte of them can change unnoticed. DER with tag 0x31, the very bytes that get hashed and signed.
 */
export function buildSignedAttributes(
  messageDigest: Uint8Array,
  certificate: Uint8Array,
  chain: readonly Uint8Array[] = [],
): Uint8Array {
  const ids = [certificate, ...intermediatesOf(chain)].map(certificateId);
  return setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(messageDigest)),
    attribute(OID.signingCertificateV2, sequence(sequence(...ids))),
  );
}

export interface SignedDataParts {
  /** As answered by {@link buildSignedAttributes}. */
  attributes: Uint8Array;
  signature: Uint8Array;
  algorithm: SigningAlgorithm;
  certificate: Uint8Array;
  /** Certificates above; self-issued ones (roots) are left out. */
  chain: readonly Uint8Array[];
  /** Complete Attribute values, such as a signature timestamp. */
  unsignedAttributes?: readonly Uint8Array[];
}

/** A detached CMS SignedData (RFC 5652 §5) with one SignerInfo, DER. Issuer and serial are the raw bytes found. */
export function buildSignedData(parts: SignedDataParts): Uint8Array {
  const signer = parseCertificate(parts.certificate);
  const certificates = setOf(parts.certificate, ...intermediatesOf(parts.chain));
  const sha256 = sequence(oid(OID.sha256), NULL);
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuer.raw, signer.serialRaw),
    sha256,
    retag(parts.attributes, 0xa0),
    encodeSigningAlgorithm(parts.algorithm),
    octetString(parts.signature),
    ...(parts.unsignedAttributes === undefined ? [] : [retag(setOf(...parts.unsignedAttributes), 0xa1)]),
  );
  const signedData = sequence(
    integer(1),
    setOf(sha256),
    sequence(oid(OID.data)),
    retag(certificates, 0xa0),
    setOf(signerInfo),
  );
  return sequence(oid(OID.signedData), context(0, signedData));
}

/** IMPLICIT tagging: other tag, same content. */
function retag(value: Uint8Array, tag: number): Uint8Array {
  const copy = Uint8Array.from(value);
  copy[0] = tag;
  return copy;
}
