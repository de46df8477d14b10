import { createHash } from 'node:crypto';
import { encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import { context, integer, NULL, octetString, oid, retag, sequence, setOf } from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { type Certificate, isSelfIssued, parseCertificate } from '../x509/certificate.ts';

function attribute(id: string, ...values: Uint8Array[]): Uint8Array {
  return sequence(oid(id), setOf(...values));
}

/** What a certificate contributes to a CMS; thousands of signatures carry the same ones. */
interface CertificateFacts {
  /** ESSCertIDv2 with the SHA-256 default left out. */
  id: Uint8Array;
  isRoot: boolean;
  /** IssuerAndSerialNumber, raw bytes as found. */
  issuerAndSerial: Uint8Array;
}

const known = new WeakMap<Certificate, CertificateFacts>();

function factsOf(der: Uint8Array): CertificateFacts {
  const certificate = parseCertificate(der);
  const found = known.get(certificate);
  if (found !== undefined) {
    return found;
  }
  const facts = {
    id: sequence(octetString(createHash('sha256').update(certificate.raw).digest())),
    isRoot: isSelfIssued(certificate),
    issuerAndSerial: sequence(certificate.issuer.raw, certificate.serialRaw),
  };
  known.set(certificate, facts);
  return facts;
}

/** Roots are the verifier's to have; the others travel with the signature. */
function intermediatesOf(chain: readonly Uint8Array[]): Uint8Array[] {
  return chain.filter((der) => !factsOf(der).isRoot);
}

const CONTENT_TYPE = attribute(OID.contentType, oid(OID.data));
const MESSAGE_DIGEST = oid(OID.messageDigest);
const SIGNING_CERTIFICATE = oid(OID.signingCertificateV2);
const SHA256 = sequence(oid(OID.sha256), NULL);
const VERSION = integer(1);
const DETACHED = sequence(oid(OID.data));
const SIGNED_DATA = oid(OID.signedData);

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
  const ids = [certificate, ...intermediatesOf(chain)].map((der) => factsOf(der).id);
  return setOf(
    CONTENT_TYPE,
    sequence(MESSAGE_DIGEST, setOf(octetString(messageDigest))),
    sequence(SIGNING_CERTIFICATE, setOf(sequence(sequence(...ids)))),
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
  const certificates = setOf(parts.certificate, ...intermediatesOf(parts.chain));
  const signerInfo = sequence(
    VERSION,
    factsOf(parts.certificate).issuerAndSerial,
    SHA256,
    retag(parts.attributes, 0xa0),
    encodeSigningAlgorithm(parts.algorithm),
    octetString(parts.signature),
    ...(parts.unsignedAttributes === undefined ? [] : [retag(setOf(...parts.unsignedAttributes), 0xa1)]),
  );
  const signedData = sequence(VERSION, setOf(SHA256), DETACHED, retag(certificates, 0xa0), setOf(signerInfo));
  return sequence(SIGNED_DATA, context(0, signedData));
}

/** The unsigned attribute of B-T: an RFC 3161 token over the signature value (RFC 3161 appendix A). */
export function signatureTimestampAttribute(token: Uint8Array): Uint8Array {
  return attribute(OID.signatureTimeStamp, token);
}
