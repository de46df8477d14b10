import type { KeyObject } from 'node:crypto';
import { readScheme, verifySignature, weaknessOf } from '../algorithms.ts';
import { child, type Node, readOctets, readOid } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { type HashName, hashNameOf, OID } from '../oids.ts';
import { type Certificate, parseCertificate, publicKeyOf } from '../x509/certificate.ts';
import { certificateHash } from '../x509/certificate-hashes.ts';
import type { CmsAttribute, SignedData, SignerInfo } from './parse.ts';

/**
 * `format`: not a signature of the expected shape · `digest`: the content is not what was signed · `signature`: the key did
 * not make it · `certificate`: the signer's certificate is not there · `binding`: the certificate is not the one the signer
 * committed to · `algorithm`: cannot be checked · `weak`: can be, but proves little.
 */
export type CmsProblemKind = 'format' | 'digest' | 'signature' | 'certificate' | 'binding' | 'algorithm' | 'weak';

export interface CmsProblem {
  kind: CmsProblemKind;
  /** Vietnamese. */
  text: string;
}

/** Never one boolean: who signed, with what beside it, and everything that is wrong. */
export interface CmsCheck {
  signer: Certificate | undefined;
  certificates: Certificate[];
  problems: CmsProblem[];
  /** Whether the signer committed to the certificate (RFC 2634, RFC 5035). */
  isCertificateBound: boolean;
}

export interface CmsExpectation {
  /** id-data for documents, id-ct-TSTInfo for timestamp tokens. */
  contentType: string;
  /** Hash of the signed content. */
  digestOf: (hash: HashName) => Uint8Array;
}

function matches(certificate: Certificate, signer: SignerInfo): boolean {
  const { issuerAndSerial, subjectKeyId } = signer;
  if (issuerAndSerial !== undefined) {
    return (
      Buffer.compare(certificate.issuer.raw, issuerAndSerial.issuer) === 0 &&
      Buffer.compare(certificate.serialRaw, issuerAndSerial.serial) === 0
    );
  }
  return (
    subjectKeyId !== undefined && certificate.extensions.subjectKeyId === Buffer.from(subjectKeyId).toString('hex')
  );
}

interface Pool {
  certificates: Certificate[];
  problems: CmsProblem[];
}

const MAX_CERTIFICATES = 32;

/** A broken extra certificate must not hide a good signer, yet somebody damaged what was sent. */
function readPool(signedData: SignedData): Pool {
  const pool: Pool = { certificates: [], problems: [] };
  for (const der of signedData.certificates.slice(0, MAX_CERTIFICATES)) {
    try {
      pool.certificates.push(parseCertificate(der));
    } catch {
      pool.problems.push({ kind: 'format', text: 'Chứng thư kèm theo chữ ký bị hỏng.' });
    }
  }
  return pool;
}

/** RFC 5652 §5.1: what the set of certificates, the signers and the content call for. */
function versionOf({ contentType, attributeCertificates, signerInfos }: SignedData): number {
  if (attributeCertificates.has(2)) {
    return 4;
  }
  const isPlain = contentType === OID.data && signerInfos.every(({ subjectKeyId }) => subjectKeyId === undefined);
  return isPlain && attributeCertificates.size === 0 ? 1 : 3;
}

/** Versions, and the announced hash, which the signature itself does not cover (RFC 5652 §5.1, §5.3). */
function checkShape(signedData: SignedData, signer: SignerInfo): CmsProblem[] {
  const isVersion =
    signedData.version === versionOf(signedData) && signer.version === (signer.subjectKeyId === undefined ? 1 : 3);
  const isAnnounced = signedData.digestAlgorithms.includes(signer.digestAlgorithm);
  return isVersion && isAnnounced ? [] : [{ kind: 'format', text: 'Cấu trúc chữ ký CMS không đúng quy định.' }];
}

function findAttribute(list: readonly CmsAttribute[], id: string): Node | undefined | 'repeated' {
  const found = list.filter((attribute) => attribute.oid === id);
  if (found.length > 1 || (found[0] !== undefined && found[0].values.length !== 1)) {
    return 'repeated';
  }
  return found[0]?.values[0];
}

function checkAttributes(signer: SignerInfo, hash: HashName, expected: CmsExpectation): CmsProblem[] {
  const list = signer.signedAttributes?.list ?? [];
  const type = findAttribute(list, OID.contentType);
  const digest = findAttribute(list, OID.messageDigest);
  if (type === undefined || type === 'repeated' || readOid(type) !== expected.contentType) {
    return [{ kind: 'format', text: 'Thuộc tính loại nội dung của chữ ký thiếu, lặp hoặc sai.' }];
  }
  if (digest === undefined || digest === 'repeated') {
    return [{ kind: 'format', text: 'Thuộc tính giá trị băm của chữ ký thiếu hoặc lặp.' }];
  }
  if (Buffer.compare(readOctets(digest), expected.digestOf(hash)) !== 0) {
    return [{ kind: 'digest', text: 'Nội dung không còn đúng như lúc ký.' }];
  }
  return [];
}

interface CertificateId {
  hash: HashName | undefined;
  digest: Uint8Array | undefined;
}

function readCertificateIds(value: Node, fallback: HashName): CertificateId[] {
  return child(value, 0).children.map((entry) => ({
    hash: child(entry, 0).tag === 0x30 ? hashNameOf(readOid(child(child(entry, 0), 0))) : fallback,
    digest: entry.children.find(({ tag }) => tag === 0x04)?.content,
  }));
}

function names({ hash, digest }: CertificateId, certificate: Certificate): boolean {
  return (
    hash !== undefined &&
    digest !== undefined &&
    Buffer.compare(certificateHash(certificate, 'raw', hash), digest) === 0
  );
}

/** An id without its certificate beside a certificate without its id: the one was the other before a byte changed. */
function isDamaged(ids: readonly CertificateId[], certificates: readonly Certificate[]): boolean {
  const hasOrphanId = ids.some((id) => !certificates.some((candidate) => names(id, candidate)));
  const hasStranger = certificates.some((candidate) => !ids.some((id) => names(id, candidate)));
  return ids.length > 1 && hasOrphanId && hasStranger;
}

/** The first ESSCertID (RFC 2634, SHA-1) or ESSCertIDv2 (RFC 5035) names the signer, the others what travels along. */
function checkBinding(
  signer: SignerInfo,
  certificate: Certificate,
  certificates: readonly Certificate[],
): { isBound: boolean; problems: CmsProblem[] } {
  const list = signer.signedAttributes?.list ?? [];
  const problems: CmsProblem[] = [];
  let isBound = false;
  for (const [id, fallback] of [
    [OID.signingCertificateV2, 'sha256'],
    [OID.signingCertificate, 'sha1'],
  ] as const) {
    const value = findAttribute(list, id);
    if (value === undefined) {
      continue;
    }
    const ids = value === 'repeated' ? [] : readCertificateIds(value, fallback);
    const [first] = ids;
    if (first === undefined || !names(first, certificate)) {
      problems.push({ kind: 'binding', text: 'Chứng thư không phải là chứng thư mà người ký đã gắn vào chữ ký.' });
    } else if (isDamaged(ids, certificates)) {
      problems.push({ kind: 'format', text: 'Chứng thư kèm theo chữ ký đã bị thay đổi.' });
    }
    isBound = true;
  }
  return { isBound: isBound && problems.length === 0, problems };
}

function checkKey(signer: SignerInfo, key: KeyObject, hash: HashName): CmsProblem[] {
  const scheme = readScheme(signer.signatureAlgorithm, hash);
  const signed = signer.signedAttributes?.signed ?? new Uint8Array();
  if (!verifySignature(signer.signatureAlgorithm, key, signed, signer.signature, hash)) {
    return [{ kind: 'signature', text: 'Giá trị chữ ký không phải do khóa của chứng thư này tạo ra.' }];
  }
  const weakness = weaknessOf(scheme, key) ?? weaknessOf({ ...scheme, kind: 'ecdsa', hash }, key);
  return weakness === undefined ? [] : [{ kind: 'weak', text: `Chữ ký yếu: ${weakness}.` }];
}

/** A key that cannot be read is a problem beside the others: the binding may say that somebody changed it. */
function tryKey(signer: SignerInfo, certificate: Certificate, hash: HashName): CmsProblem[] {
  try {
    return checkKey(signer, publicKeyOf(certificate), hash);
  } catch (error) {
    return [asProblem(error)];
  }
}

function checkSigner(
  signer: SignerInfo,
  certificate: Certificate,
  certificates: Certificate[],
  expected: CmsExpectation,
): CmsCheck {
  const hash = hashNameOf(signer.digestAlgorithm);
  if (hash === undefined) {
    const text = `Hàm băm ${signer.digestAlgorithm} không hỗ trợ.`;
    return { signer: certificate, certificates, problems: [{ kind: 'algorithm', text }], isCertificateBound: false };
  }
  const binding = checkBinding(signer, certificate, certificates);
  const problems = [
    ...checkAttributes(signer, hash, expected),
    ...binding.problems,
    ...tryKey(signer, certificate, hash),
  ];
  return { signer: certificate, certificates, problems, isCertificateBound: binding.isBound };
}

function asProblem(error: unknown): CmsProblem {
  if (error instanceof PkiError && error.code === 'pki.algorithm') {
    return { kind: 'algorithm', text: error.message };
  }
  if (error instanceof PkiError) {
    return { kind: 'format', text: error.message };
  }
  throw error;
}

/**
 * Checks the one signature of a SignedData over a content given by its hash: shape, digest, key, and the certificate the
 * signer committed to. Trust in the certificate is `buildPath`'s. Every problem is reported, none is thrown.
 */
export function checkSignedData(signedData: SignedData, expected: CmsExpectation): CmsCheck {
  const { certificates, problems } = readPool(signedData);
  const [signer] = signedData.signerInfos;
  const none = (kind: CmsProblemKind, text: string, found?: Certificate): CmsCheck => ({
    signer: found,
    certificates,
    problems: [{ kind, text }],
    isCertificateBound: false,
  });
  if (signer === undefined || signedData.signerInfos.length !== 1) {
    return none('format', `Chữ ký có ${signedData.signerInfos.length} người ký, cần đúng một.`);
  }
  if (signedData.contentType !== expected.contentType) {
    return none('format', 'Loại nội dung của chữ ký không đúng.');
  }
  const certificate = certificates.find((candidate) => matches(candidate, signer));
  if (certificate === undefined) {
    return none('certificate', 'Trong chữ ký không có chứng thư của người ký.');
  }
  if (signer.signedAttributes === undefined) {
    return none('format', 'Chữ ký không có thuộc tính được ký.', certificate);
  }
  try {
    const check = checkSigner(signer, certificate, certificates, expected);
    return { ...check, problems: [...problems, ...checkShape(signedData, signer), ...check.problems] };
  } catch (error) {
    const { kind, text } = asProblem(error);
    return none(kind, text, certificate);
  }
}
