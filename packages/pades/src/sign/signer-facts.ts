import type { KeyObject } from 'node:crypto';
import { type Certificate, isSelfIssued, parseCertificate, publicKeyOf, type SigningAlgorithm } from '@congvu/pki';

/** What is asked of a signer's certificate at every signature, read once. */
export interface SignerFacts {
  certificate: Certificate;
  key: KeyObject;
  /** Longest signature value the key can make. */
  maxSignature: number;
}

const facts = new WeakMap<Certificate, SignerFacts>();

/** RSA: the modulus; ECDSA: two integers in a SEQUENCE, each with a sign byte. */
function maxSignatureOf(key: KeyObject): number {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) {
    return Math.ceil(modulusLength / 8);
  }
  return 2 * (namedCurve === 'prime256v1' ? 33 : 67) + 10;
}

/** @throws PkiError `pki.certificate`, `pki.algorithm` */
export function signerFacts(der: Uint8Array): SignerFacts {
  const certificate = parseCertificate(der);
  const known = facts.get(certificate);
  if (known !== undefined) {
    return known;
  }
  const key = publicKeyOf(certificate);
  const found = { certificate, key, maxSignature: maxSignatureOf(key) };
  facts.set(certificate, found);
  return found;
}

/** Object identifiers, versions, algorithms and lengths of a SignedData with our attributes: about 300 bytes. */
const FIXED = 512;
const PSS_PARAMETERS = 2 * 64;
const CERTIFICATE_ID = 48;

/** Room for the CMS of B-B: what varies as long as it can get. Roots do not travel. */
export function signedDataRoom(
  algorithm: SigningAlgorithm,
  signer: { certificate: Uint8Array; chain: readonly Uint8Array[] },
): number {
  const { certificate, maxSignature } = signerFacts(signer.certificate);
  const travelling = [signer.certificate, ...signer.chain.filter((der) => !isSelfIssued(parseCertificate(der)))];
  const certificates = travelling.reduce((sum, der) => sum + der.length + CERTIFICATE_ID, 0);
  const issuer = certificate.issuer.raw.length + certificate.serialRaw.length;
  const parameters = algorithm === 'RSA-PSS-SHA256' ? PSS_PARAMETERS : 0;
  return FIXED + maxSignature + certificates + issuer + parameters;
}
