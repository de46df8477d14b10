import { type AsymmetricKeyDetails, constants, type KeyObject, verify } from 'node:crypto';
import { child, expectTag, type Node, readOid, readSmallInteger, readValue } from './asn1/read.ts';
import { context, integer, NULL, oid, sequence } from './asn1/write.ts';
import { PkiError } from './errors.ts';
import { type HashName, hashNameOf, OID } from './oids.ts';

/** How a key signs. SHA-256 in all of them, so that what travels to a signer is always 32 bytes. */
export type SigningAlgorithm = 'RSA-PKCS1-SHA256' | 'RSA-PSS-SHA256' | 'ECDSA-SHA256';

export interface AlgorithmIdentifier {
  oid: string;
  parameters: Node | undefined;
}

/** A signature algorithm taken apart. `hash` is undefined where the algorithm hashes by itself (EdDSA). */
export interface SignatureScheme {
  kind: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'eddsa';
  hash: HashName | undefined;
  saltLength: number;
}

const WITH_HASH: Record<string, { kind: SignatureScheme['kind']; hash: HashName }> = {
  [OID.md5WithRsa]: { kind: 'rsa-pkcs1', hash: 'md5' },
  [OID.sha1WithRsa]: { kind: 'rsa-pkcs1', hash: 'sha1' },
  [OID.sha256WithRsa]: { kind: 'rsa-pkcs1', hash: 'sha256' },
  [OID.sha384WithRsa]: { kind: 'rsa-pkcs1', hash: 'sha384' },
  [OID.sha512WithRsa]: { kind: 'rsa-pkcs1', hash: 'sha512' },
  [OID.ecdsaWithSha1]: { kind: 'ecdsa', hash: 'sha1' },
  [OID.ecdsaWithSha256]: { kind: 'ecdsa', hash: 'sha256' },
  [OID.ecdsaWithSha384]: { kind: 'ecdsa', hash: 'sha384' },
  [OID.ecdsaWithSha512]: { kind: 'ecdsa', hash: 'sha512' },
};

export function readAlgorithm(node: Node): AlgorithmIdentifier {
  expectTag(node, 0x30);
  return { oid: readOid(child(node, 0)), parameters: node.children[1] };
}

/** A hash algorithm: parameters absent or NULL (RFC 5754 §2). @throws PkiError `pki.algorithm` for anything else */
export function readHashAlgorithm(node: Node): string {
  const { oid: id, parameters } = readAlgorithm(node);
  if (node.children.length > 2 || (parameters !== undefined && Buffer.compare(parameters.bytes, NULL) !== 0)) {
    throw new PkiError('pki.algorithm', 'Tham số của hàm băm sai.');
  }
  return id;
}

/** RSASSA-PSS-params (RFC 4055 §3.1): SHA-1 and 20 unless told otherwise. */
function readPss(parameters: Node | undefined): SignatureScheme {
  const part = (tag: number): Node | undefined => parameters?.children.find((node) => node.tag === tag);
  const hashNode = part(0xa0);
  const saltNode = part(0xa2);
  const hash = hashNode === undefined ? 'sha1' : hashNameOf(readOid(child(child(hashNode, 0), 0)));
  const mask = part(0xa1);
  const maskHash = mask === undefined ? 'sha1' : hashNameOf(readOid(child(child(child(mask, 0), 1), 0)));
  if (hash === undefined || maskHash !== hash) {
    throw new PkiError('pki.algorithm', 'Tham số RSA-PSS không hỗ trợ.');
  }
  return { kind: 'rsa-pss', hash, saltLength: saltNode === undefined ? 20 : readSmallInteger(child(saltNode, 0)) };
}

function assertNoParameters({ parameters }: AlgorithmIdentifier): void {
  if (parameters !== undefined && Buffer.compare(parameters.bytes, NULL) !== 0) {
    throw new PkiError('pki.algorithm', 'Tham số của thuật toán chữ ký sai.');
  }
}

/**
 * What an AlgorithmIdentifier means. CMS may name only the key (`rsaEncryption`, `ecPublicKey`); the hash then comes from
 * the digest algorithm of the SignerInfo.
 * @throws PkiError `pki.algorithm`
 */
export function readScheme(algorithm: AlgorithmIdentifier, digest?: HashName): SignatureScheme {
  const known = WITH_HASH[algorithm.oid];
  if (known !== undefined) {
    assertNoParameters(algorithm);
    return { ...known, saltLength: 0 };
  }
  switch (algorithm.oid) {
    case OID.rsaPss:
      return readPss(algorithm.parameters);
    case OID.rsaEncryption:
      assertNoParameters(algorithm);
      return { kind: 'rsa-pkcs1', hash: digest, saltLength: 0 };
    case OID.ecPublicKey:
      return { kind: 'ecdsa', hash: digest, saltLength: 0 };
    case OID.ed25519:
    case OID.ed448:
      return { kind: 'eddsa', hash: undefined, saltLength: 0 };
    default:
      throw new PkiError('pki.algorithm', `Thuật toán chữ ký ${algorithm.oid} không hỗ trợ.`);
  }
}

const KEY_TYPES: Record<SignatureScheme['kind'], readonly string[]> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  eddsa: ['ed25519', 'ed448'],
};

function check(scheme: SignatureScheme, key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  if (scheme.kind === 'rsa-pss') {
    return verify(
      scheme.hash,
      data,
      { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength },
      signature,
    );
  }
  return verify(scheme.hash, data, key, signature);
}

/** False also for a key of another type or a signature that cannot be parsed. @throws PkiError `pki.algorithm` */
export function verifySignature(
  algorithm: AlgorithmIdentifier,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
  digest?: HashName,
): boolean {
  const scheme = readScheme(algorithm, digest);
  if (
    !KEY_TYPES[scheme.kind].includes(key.asymmetricKeyType ?? '') ||
    (scheme.kind !== 'eddsa' && scheme.hash === undefined)
  ) {
    return false;
  }
  try {
    return check(scheme, key, data, signature);
  } catch {
    return false;
  }
}

/** Asking OpenSSL costs as much as the rest of a check; the same few keys come again and again. */
const details = new WeakMap<KeyObject, AsymmetricKeyDetails>();

function detailsOf(key: KeyObject): AsymmetricKeyDetails {
  const known = details.get(key) ?? key.asymmetricKeyDetails ?? {};
  details.set(key, known);
  return known;
}

/** Why an algorithm or key no longer counts as strong (TT 15/2025: RSA ≥ 2048, ECDSA ≥ 256), or undefined. */
export function weaknessOf(scheme: SignatureScheme, key: KeyObject): string | undefined {
  if (scheme.hash === 'md5' || scheme.hash === 'sha1') {
    return `hàm băm ${scheme.hash === 'md5' ? 'MD5' : 'SHA-1'} đã bị phá`;
  }
  const { modulusLength: bits, namedCurve: curve } = detailsOf(key);
  if (bits !== undefined && bits < 2048) {
    return `khóa RSA ${bits} bit, ngắn hơn 2048`;
  }
  if (curve !== undefined && /^(secp|sect|prime|brainpoolP)(1[0-9]{2}|2[0-4][0-9])(?![0-9])/.test(curve)) {
    return `đường cong ${curve} ngắn hơn 256 bit`;
  }
  return scheme.kind === 'eddsa' ? 'thuật toán EdDSA chưa có trong danh mục được công nhận' : undefined;
}

const SHA256 = sequence(oid(OID.sha256), NULL);

/** PSS with explicit parameters (RFC 4056 §3). */
const ENCODED: Record<SigningAlgorithm, Uint8Array> = {
  'RSA-PKCS1-SHA256': sequence(oid(OID.sha256WithRsa), NULL),
  'ECDSA-SHA256': sequence(oid(OID.ecdsaWithSha256)),
  'RSA-PSS-SHA256': sequence(
    oid(OID.rsaPss),
    sequence(context(0, SHA256), context(1, sequence(oid(OID.mgf1), SHA256)), context(2, integer(32))),
  ),
};

const READ: Record<SigningAlgorithm, AlgorithmIdentifier> = {
  'RSA-PKCS1-SHA256': readAlgorithm(readValue(ENCODED['RSA-PKCS1-SHA256']).node),
  'ECDSA-SHA256': readAlgorithm(readValue(ENCODED['ECDSA-SHA256']).node),
  'RSA-PSS-SHA256': readAlgorithm(readValue(ENCODED['RSA-PSS-SHA256']).node),
};

/** AlgorithmIdentifier of a SignerInfo or a certificate. */
export function encodeSigningAlgorithm(algorithm: SigningAlgorithm): Uint8Array {
  return ENCODED[algorithm];
}

/** What a key of this type can do, best first. @throws PkiError `pki.algorithm` */
export function algorithmsOf(key: KeyObject): SigningAlgorithm[] {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256'];
    case 'rsa-pss':
      return ['RSA-PSS-SHA256'];
    case 'ec':
      return ['ECDSA-SHA256'];
    default:
      throw new PkiError('pki.algorithm', `Khóa loại ${key.asymmetricKeyType ?? 'lạ'} không ký được văn bản.`);
  }
}

/** ECDSA as tokens answer it, r‖s, becomes the DER that CMS wants; DER and RSA stay as they are. */
export function normaliseSignature(algorithm: SigningAlgorithm, key: KeyObject, signature: Uint8Array): Uint8Array {
  if (algorithm !== 'ECDSA-SHA256' || isDerSignature(signature)) {
    return signature;
  }
  const size = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 48 : 32;
  if (signature.length !== size * 2) {
    return signature;
  }
  return sequence(integer(signature.subarray(0, size)), integer(signature.subarray(size)));
}

function isDerSignature(signature: Uint8Array): boolean {
  try {
    const { node, rest } = readValue(signature);
    return (
      rest.length === 0 &&
      node.tag === 0x30 &&
      node.children.length === 2 &&
      node.children.every(({ tag }) => tag === 0x02)
    );
  } catch {
    return false;
  }
}

/** Whether this key made this signature over `data`. */
export function isSignedBy(
  algorithm: SigningAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verifySignature(READ[algorithm], key, data, signature);
}
