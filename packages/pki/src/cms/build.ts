import { createHash } from 'node:crypto';
import { encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import { encodeNested, integer, NULL, nest, octetString, oid, retag, sequence, setOf } from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { type Certificate, isSelfIssued, parseCertificate } from '../x509/certificate.ts';

function attribute(id: string, ...values: Uint8Array[]): Uint8Array {
  return sequence(oid(id), setOf(...values));
}

/** What the certificates of a signature contribute to its CMS; thousands of signatures carry the same ones. */
interface CertificateParts {
  chain: readonly Certificate[];
  /** The attribute signing-certificate-v2: ESSCertIDv2 with the SHA-256 default left out. */
  binding: Uint8Array;
  /** IssuerAndSerialNumber, raw bytes as found. */
  issuerAndSerial: Uint8Array;
  /** [0] IMPLICIT of those that travel along. */
  certificates: Uint8Array;
}

const known = new WeakMap<Certificate, CertificateParts>();

function certificateId({ raw }: Certificate): Uint8Array {
  return sequence(octetString(createHash('sha256').update(raw).digest()));
}

function makeParts(signer: Certificate, chain: readonly Certificate[]): CertificateParts {
  // Roots are the verifier's to have; the others travel with the signature.
  const travelling = [signer, ...chain.filter((certificate) => !isSelfIssued(certificate))];
  return {
    chain,
    binding: attribute(OID.signingCertificateV2, sequence(sequence(...travelling.map(certificateId)))),
    issuerAndSerial: sequence(signer.issuer.raw, signer.serialRaw),
    certificates: retag(setOf(...travelling.map(({ raw }) => raw)), 0xa0),
  };
}

function isSameChain(ders: readonly Uint8Array[], chain: readonly Certificate[]): boolean {
  return ders.length === chain.length && ders.every((der, index) => isSameBytes(der, chain[index]?.raw));
}

function isSameBytes(der: Uint8Array, raw: Uint8Array | undefined): boolean {
  return raw !== undefined && Buffer.compare(der, raw) === 0;
}

/** Worked out once for a signer's certificate with the chain it last came with; the bytes decide. */
function partsOf(der: Uint8Array, chain: readonly Uint8Array[]): CertificateParts {
  const signer = parseCertificate(der);
  const found = known.get(signer);
  if (found !== undefined && isSameChain(chain, found.chain)) {
    return found;
  }
  const parts = makeParts(
    signer,
    chain.map((one) => parseCertificate(one)),
  );
  known.set(signer, parts);
  return parts;
}

const CONTENT_TYPE = attribute(OID.contentType, oid(OID.data));
const MESSAGE_DIGEST = oid(OID.messageDigest);
const SHA256 = sequence(oid(OID.sha256), NULL);
const DIGESTS = setOf(SHA256);
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
  return setOf(
    CONTENT_TYPE,
    sequence(MESSAGE_DIGEST, setOf(octetString(messageDigest))),
    partsOf(certificate, chain).binding,
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
  const { certificates, issuerAndSerial } = partsOf(parts.certificate, parts.chain);
  const unsigned = parts.unsignedAttributes;
  const signerInfo = nest(
    0x30,
    VERSION,
    issuerAndSerial,
    SHA256,
    retag(parts.attributes, 0xa0),
    encodeSigningAlgorithm(parts.algorithm),
    nest(0x04, parts.signature),
    ...(unsigned === undefined ? [] : [retag(setOf(...unsigned), 0xa1)]),
  );
  const signedData = nest(0x30, VERSION, DIGESTS, DETACHED, certificates, nest(0x31, signerInfo));
  return encodeNested(nest(0x30, SIGNED_DATA, nest(0xa0, signedData)));
}

/** The unsigned attribute of B-T: an RFC 3161 token over the signature value (RFC 3161 appendix A). */
export function signatureTimestampAttribute(token: Uint8Array): Uint8Array {
  return attribute(OID.signatureTimeStamp, token);
}
