import type { KeyObject } from 'node:crypto';
import { type Certificate, isSelfIssued, parseCertificate, publicKeyOf, type SigningAlgorithm } from '@congvu/pki';

/** What is asked of a signer's certificate at every signature, read once. */
export interface SignerFacts {
  certificate: Certificate;
  key: KeyObject;
  /** Longest signature value the key can make. */
  maxSignature: number;
  /** For the chain it was last asked with. */
  chained: ChainFacts | undefined;
}

interface ChainFacts {
  chain: readonly Certificate[];
  /** What of the room does not depend on the algorithm. */
  room: number;
  /** Base64 of the certificate and of its chain. */
  certificate: string;
  chainText: readonly string[];
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
  const found: SignerFacts = { certificate, key, maxSignature: maxSignatureOf(key), chained: undefined };
  facts.set(certificate, found);
  return found;
}

/** Object identifiers, versions, algorithms and lengths of a SignedData with our attributes: about 300 bytes. */
const FIXED = 512;
const PSS_PARAMETERS = 2 * 64;
const CERTIFICATE_ID = 48;

function isSameChain(ders: readonly Uint8Array[], chain: readonly Certificate[]): boolean {
  return (
    ders.length === chain.length &&
    chain.every(({ raw }, index) => Buffer.compare(ders[index] ?? new Uint8Array(), raw) === 0)
  );
}

function roomOf({ certificate, maxSignature }: SignerFacts, chain: readonly Certificate[]): number {
  const travelling = [certificate, ...chain.filter((one) => !isSelfIssued(one))];
  const certificates = travelling.reduce((sum, { raw }) => sum + raw.length + CERTIFICATE_ID, 0);
  return FIXED + maxSignature + certificates + certificate.issuer.raw.length + certificate.serialRaw.length;
}

interface SignerCertificates {
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

function base64Of({ raw }: Certificate): string {
  return Buffer.from(raw).toString('base64');
}

function chainFacts(signer: SignerCertificates): ChainFacts {
  const known = signerFacts(signer.certificate);
  if (known.chained !== undefined && isSameChain(signer.chain, known.chained.chain)) {
    return known.chained;
  }
  const chain = signer.chain.map((der) => parseCertificate(der));
  known.chained = {
    chain,
    room: roomOf(known, chain),
    certificate: base64Of(known.certificate),
    chainText: chain.map(base64Of),
  };
  return known.chained;
}

/** Room for the CMS of B-B: what varies as long as it can get. Roots do not travel. */
export function signedDataRoom(algorithm: SigningAlgorithm, signer: SignerCertificates): number {
  return chainFacts(signer).room + (algorithm === 'RSA-PSS-SHA256' ? PSS_PARAMETERS : 0);
}

/** The certificates as they are stored: base64. */
export function storedCertificates(signer: SignerCertificates): { certificate: string; chain: string[] } {
  const { certificate, chainText } = chainFacts(signer);
  return { certificate, chain: [...chainText] };
}
