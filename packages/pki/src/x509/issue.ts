import { constants, createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { algorithmsOf, encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  NULL,
  octetString,
  oid,
  sequence,
  time,
} from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { parseCertificate, publicKeyOf } from './certificate.ts';
import { KEY_USAGES, type KeyUsage } from './extensions.ts';
import { encodeName, type NameAttribute } from './name.ts';

export type KeyKind = 'rsa-1024' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384';

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A certificate with the key that goes with it. */
export interface IssuedCertificate extends KeyPair {
  certificate: Uint8Array;
}

export interface CertificateRequest {
  subject: readonly NameAttribute[];
  notBefore: Date;
  notAfter: Date;
  /** Made fresh (RSA-2048) unless given. */
  keys?: KeyPair;
  /** The authority; without one the certificate signs itself. */
  issuer?: IssuedCertificate;
  /** Makes it an authority; `pathLength` limits the authorities below. */
  authority?: { pathLength?: number };
  /** `digitalSignature, nonRepudiation` for subscribers, `keyCertSign, cRLSign` for authorities unless told. */
  keyUsage?: readonly KeyUsage[];
  extKeyUsage?: readonly string[];
  /** rfc822Name of subjectAltName: whose mail it may sign. */
  mailAddresses?: readonly string[];
  /** Where its revocation list would be published. */
  crlUrl?: string;
  /** Where its status could be asked. */
  ocspUrl?: string;
  /** For a certificate of an OCSP responder (RFC 6960 §4.2.2.2.1). */
  hasOcspNoCheck?: boolean;
  /** Only for tests of refusal: the usage is critical for timestamping and nothing else unless told. */
  isExtKeyUsageCritical?: boolean;
  /** 16 random bytes unless given. */
  serial?: Uint8Array;
  /** How the issuer signs; the first its key can do unless told. */
  algorithm?: SigningAlgorithm;
}

/** A key pair of node:crypto. RSA-1024 exists for tests of refusal only. */
export function generateKeys(kind: KeyKind): KeyPair {
  if (kind === 'p-256' || kind === 'p-384') {
    return generateKeyPairSync('ec', { namedCurve: kind === 'p-256' ? 'prime256v1' : 'secp384r1' });
  }
  return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) });
}

/** Signs with a software key; ECDSA answers DER. */
export function signWithKey(privateKey: KeyObject, algorithm: SigningAlgorithm, data: Uint8Array): Uint8Array {
  if (algorithm === 'RSA-PSS-SHA256') {
    return sign('sha256', data, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  }
  return sign('sha256', data, privateKey);
}

function encodeKeyUsage(usages: readonly KeyUsage[]): Uint8Array {
  const bits = [0, 0];
  let last = 0;
  for (const usage of usages) {
    const index = KEY_USAGES.indexOf(usage);
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
    last = Math.max(last, index);
  }
  return bitString(Uint8Array.from(bits.slice(0, (last >> 3) + 1)), 7 - (last & 7));
}

export function extension(id: string, value: Uint8Array, isCritical = false): Uint8Array {
  return isCritical ? sequence(oid(id), boolean(true), octetString(value)) : sequence(oid(id), octetString(value));
}

function keyId(spki: Uint8Array): Uint8Array {
  return createHash('sha1').update(spki).digest();
}

function spkiOf(key: KeyObject): Uint8Array {
  return key.export({ format: 'der', type: 'spki' });
}

function encodeBasicConstraints(authority: { pathLength?: number }): Uint8Array {
  return sequence(boolean(true), ...(authority.pathLength === undefined ? [] : [integer(authority.pathLength)]));
}

function uri(address: string): Uint8Array {
  return contextPrimitive(6, Buffer.from(address, 'latin1'));
}

/** Where others would ask about revocation; nothing here ever follows these addresses. */
function encodePointers({ crlUrl, ocspUrl, hasOcspNoCheck }: CertificateRequest): Uint8Array[] {
  const list: Uint8Array[] = [];
  if (crlUrl !== undefined) {
    list.push(extension(OID.crlDistributionPoints, sequence(sequence(context(0, context(0, uri(crlUrl)))))));
  }
  if (ocspUrl !== undefined) {
    list.push(extension(OID.authorityInfoAccess, sequence(sequence(oid(OID.ocsp), uri(ocspUrl)))));
  }
  if (hasOcspNoCheck === true) {
    list.push(extension(OID.ocspNoCheck, NULL));
  }
  return list;
}

function encodeExtensions(request: CertificateRequest, subjectKey: Uint8Array, issuerKey: Uint8Array): Uint8Array {
  const isAuthority = request.authority !== undefined;
  const usage = request.keyUsage ?? (isAuthority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature', 'nonRepudiation']);
  const list = [
    extension(
      OID.basicConstraints,
      request.authority === undefined ? sequence() : encodeBasicConstraints(request.authority),
      true,
    ),
    extension(OID.keyUsage, encodeKeyUsage(usage), true),
    extension(OID.subjectKeyIdentifier, octetString(keyId(subjectKey))),
    extension(OID.authorityKeyIdentifier, sequence(contextPrimitive(0, keyId(issuerKey)))),
  ];
  if (request.extKeyUsage !== undefined) {
    // RFC 3161 §2.3: a timestamping certificate has this usage alone, critical.
    list.push(
      extension(
        OID.extKeyUsage,
        sequence(...request.extKeyUsage.map(oid)),
        request.isExtKeyUsageCritical ?? request.extKeyUsage[0] === OID.timeStamping,
      ),
    );
  }
  if (request.mailAddresses !== undefined) {
    const names = request.mailAddresses.map((address) => contextPrimitive(1, Buffer.from(address, 'latin1')));
    list.push(extension(OID.subjectAltName, sequence(...names)));
  }
  return context(3, sequence(...list, ...encodePointers(request)));
}

/**
 * Issues one X.509 v3 certificate: the demo authority and the tests; no agency's certificate comes from here.
 * @example
 * const root = issueCertificate({ subject: [{ oid: OID.commonName, value: 'Gốc thử nghiệm' }], notBefore, notAfter, authority: {} });
 * const person = issueCertificate({ subject: [{ oid: OID.commonName, value: 'Lò Thị Mai' }], notBefore, notAfter, issuer: root });
 */
export function issueCertificate(request: CertificateRequest): IssuedCertificate {
  const keys = request.keys ?? generateKeys('rsa-2048');
  const signer = request.issuer?.privateKey ?? keys.privateKey;
  const authority = request.issuer === undefined ? undefined : parseCertificate(request.issuer.certificate);
  const subject = encodeName(request.subject);
  const spki = spkiOf(keys.publicKey);
  const issuerSpki = authority === undefined ? spki : spkiOf(publicKeyOf(authority));
  const algorithm = request.algorithm ?? algorithmsOf(signer)[0] ?? 'RSA-PKCS1-SHA256';
  const serial = request.serial ?? randomBytes(16);
  const tbs = sequence(
    context(0, integer(2)),
    integer(serial),
    encodeSigningAlgorithm(algorithm),
    authority?.subject.raw ?? subject,
    sequence(time(request.notBefore), time(request.notAfter)),
    subject,
    spki,
    encodeExtensions(request, spki, issuerSpki),
  );
  const signature = signWithKey(signer, algorithm, tbs);
  return { ...keys, certificate: sequence(tbs, encodeSigningAlgorithm(algorithm), bitString(signature)) };
}
