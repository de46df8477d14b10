import { createHash } from 'node:crypto';
import {
  asn1Child,
  type Certificate,
  type CmsProblem,
  type CmsProblemKind,
  checkSignedData,
  hashNameOf,
  OID,
  PkiError,
  parseSignedData,
  type RevocationEvidence,
  readOctets,
  readOid,
  readTime,
  readValue,
  type SignedData,
  type SignerInfo,
} from '@congvu/pki';
import { isPlainRsaSignature } from './check-plain-rsa.ts';
import { describeAlgorithm } from './describe-algorithm.ts';
import { evidenceInCms } from './evidence.ts';
import type { Reason, ReasonCode } from './report.ts';
import type { SignedBytes } from './signed-field.ts';

/** A timestamp token that is what it says; trust in its maker is judged later. */
export interface TimestampToken {
  at: Date;
  certificate: Certificate;
  certificates: Certificate[];
}

/** What the CMS of a signature says about bytes and key. */
export interface ContentsCheck {
  signer: Certificate | undefined;
  /** "RSA 2048, SHA-256". */
  algorithm: string;
  certificates: Certificate[];
  isCertificateBound: boolean;
  /** From the signed attribute of old CMS signatures. */
  signingTime: Date | undefined;
  /** The document timestamp itself, or the first one over the signature value. */
  timestamp: TimestampToken | undefined;
  /** All of them. */
  timestamps: TimestampToken[];
  /** Lists and answers that travel in the CMS and its timestamps. */
  evidence: RevocationEvidence[];
  /** Whether digest and key could be checked at all. */
  isChecked: boolean;
  /** Why the bytes are not what was signed. */
  broken: Reason[];
  /** Why the signature does not count although the bytes are. */
  refused: Reason[];
  /** Why it cannot be told. */
  doubts: Reason[];
  /** Why a timestamp does not count. */
  notes: Reason[];
}

const CODES: Record<CmsProblemKind, ReasonCode> = {
  format: 'FORMAT_FAILURE',
  digest: 'HASH_FAILURE',
  signature: 'SIG_CRYPTO_FAILURE',
  certificate: 'NO_SIGNING_CERTIFICATE_FOUND',
  // Not the certificate that was committed to: what was sent is not what was made.
  binding: 'SIG_CONSTRAINTS_FAILURE',
  algorithm: 'CRYPTO_CONSTRAINTS_FAILURE',
  weak: 'CRYPTO_CONSTRAINTS_FAILURE',
};

function empty(): ContentsCheck {
  return {
    signer: undefined,
    algorithm: '',
    certificates: [],
    isCertificateBound: false,
    signingTime: undefined,
    timestamp: undefined,
    timestamps: [],
    evidence: [],
    isChecked: true,
    broken: [],
    refused: [],
    doubts: [],
    notes: [],
  };
}

function sort(check: ContentsCheck, problems: readonly CmsProblem[]): void {
  for (const { kind, text } of problems) {
    const reason = { code: CODES[kind], text };
    if (kind === 'weak' || kind === 'algorithm' || kind === 'certificate') {
      check.doubts.push(reason);
      check.isChecked = check.isChecked && kind === 'weak';
    } else {
      check.broken.push(reason);
    }
  }
}

function format(text: string): Reason {
  return { code: 'FORMAT_FAILURE', text };
}

/** MessageImprint and genTime of a TSTInfo (RFC 3161 §2.4.2). */
function readToken(
  data: SignedData,
  expected: (hash: NonNullable<ReturnType<typeof hashNameOf>>) => Uint8Array,
): Date | undefined {
  const info = readValue(data.content ?? new Uint8Array()).node;
  const imprint = asn1Child(info, 2);
  const hash = hashNameOf(readOid(asn1Child(asn1Child(imprint, 0), 0)));
  const matches = hash !== undefined && Buffer.compare(readOctets(asn1Child(imprint, 1)), expected(hash)) === 0;
  return matches ? readTime(asn1Child(info, 4)) : undefined;
}

/** A document timestamp: the token's imprint must be the hash of the signed parts. */
function checkToken(data: SignedData, digestOf: SignedBytes['digestOf']): ContentsCheck {
  const check = empty();
  const content = data.content ?? new Uint8Array();
  const cms = checkSignedData(data, {
    contentType: OID.tstInfo,
    digestOf: (hash) => createHash(hash).update(content).digest(),
  });
  Object.assign(check, {
    signer: cms.signer,
    algorithm: describeAlgorithm(cms.signer, data.signerInfos[0]),
    certificates: cms.certificates,
    isCertificateBound: cms.isCertificateBound,
    evidence: evidenceInCms(data),
  });
  sort(check, cms.problems);
  const at = readToken(data, digestOf);
  if (at === undefined) {
    check.broken.push({ code: 'HASH_FAILURE', text: 'Dấu thời gian không phải của nội dung này.' });
  } else if (cms.signer !== undefined && check.broken.length === 0) {
    check.timestamp = { at, certificate: cms.signer, certificates: cms.certificates };
    check.timestamps = [check.timestamp];
  }
  // RFC 3161 §2.4.1, RFC 5816: the token names its maker's certificate.
  if (check.broken.length === 0 && check.isChecked && !cms.isCertificateBound) {
    check.refused.push({
      code: 'SIG_CONSTRAINTS_FAILURE',
      text: 'Dấu thời gian không gắn với chứng thư của nơi cấp.',
    });
  }
  return check;
}

function signingTimeOf(signer: SignerInfo | undefined): Date | undefined {
  const value = signer?.signedAttributes?.list.find(({ oid }) => oid === OID.signingTime)?.values[0];
  return value === undefined ? undefined : readTime(value);
}

const MAX_TIMESTAMPS = 8;

/**
 * The timestamps over the signature value (RFC 3161 appendix A). One of something else spoils the signature, because somebody
 * put it there; a weak one only does not count.
 */
function addTimestamps(check: ContentsCheck, signer: SignerInfo | undefined): void {
  const values = (signer?.unsignedAttributes ?? [])
    .filter(({ oid }) => oid === OID.signatureTimeStamp)
    .flatMap((attribute) => attribute.values);
  if (signer === undefined) {
    return;
  }
  if (values.length > MAX_TIMESTAMPS) {
    check.broken.push(format('Chữ ký mang quá nhiều dấu thời gian.'));
    return;
  }
  for (const value of values) {
    const token = checkToken(parseSignedData(value.bytes), (hash) =>
      createHash(hash).update(signer.signature).digest(),
    );
    check.broken.push(...token.broken.map(({ code, text }) => ({ code, text: `Dấu thời gian: ${text}` })));
    check.evidence.push(...token.evidence);
    const [fault] = [...token.refused, ...token.doubts];
    if (fault !== undefined) {
      check.notes.push({ code: 'TIMESTAMP_NOT_TRUSTED', text: `Dấu thời gian không được tính. ${fault.text}` });
    } else if (token.timestamp !== undefined) {
      check.timestamps.push(token.timestamp);
    }
  }
  check.timestamp = check.timestamps[0];
}

/** adbe.pkcs7.sha1: the CMS holds the SHA-1 of the document, which must be compared by hand. */
function checkInnerSha1(data: SignedData, signed: SignedBytes): Reason[] {
  const isMatch = data.content !== undefined && Buffer.compare(data.content, signed.digestOf('sha1')) === 0;
  return isMatch ? [] : [{ code: 'HASH_FAILURE', text: 'Nội dung không còn đúng như lúc ký.' }];
}

function checkDocumentSignature(data: SignedData, subFilter: string, signed: SignedBytes): ContentsCheck {
  const check = empty();
  const isOld = subFilter === 'adbe.pkcs7.sha1';
  if (!isOld && data.content !== undefined) {
    check.broken.push(format('Chữ ký mang theo nội dung riêng, không phải của tệp này.'));
    return check;
  }
  const content = data.content ?? new Uint8Array();
  const cms = checkSignedData(data, {
    contentType: OID.data,
    digestOf: (hash) => (isOld ? createHash(hash).update(content).digest() : signed.digestOf(hash)),
  });
  const [signer] = data.signerInfos;
  Object.assign(check, {
    signer: cms.signer,
    algorithm: describeAlgorithm(cms.signer, signer),
    certificates: cms.certificates,
    isCertificateBound: cms.isCertificateBound,
    signingTime: signingTimeOf(signer),
    evidence: evidenceInCms(data),
  });
  sort(check, cms.problems);
  addTimestamps(check, signer);
  if (isOld) {
    check.broken.push(...checkInnerSha1(data, signed));
    check.doubts.push({ code: 'CRYPTO_CONSTRAINTS_FAILURE', text: 'Chữ ký yếu: kiểu adbe.pkcs7.sha1 dựa trên SHA-1.' });
  }
  if (
    subFilter === 'ETSI.CAdES.detached' &&
    !cms.isCertificateBound &&
    check.broken.length + check.refused.length === 0
  ) {
    check.refused.push({
      code: 'SIG_CONSTRAINTS_FAILURE',
      text: 'Chữ ký PAdES thiếu phần gắn với chứng thư của người ký.',
    });
  }
  return check;
}

/** ISO 32000-1, 12.8.3.2: no CMS at all, SHA-1 only; readable, and weak. */
function checkPlainRsa(signed: SignedBytes, certificates: readonly Certificate[]): ContentsCheck {
  const check = empty();
  const [signer] = certificates;
  if (signer === undefined) {
    check.doubts.push({ code: 'NO_SIGNING_CERTIFICATE_FOUND', text: 'Trong chữ ký không có chứng thư của người ký.' });
    check.isChecked = false;
    return check;
  }
  Object.assign(check, { signer, certificates: [...certificates], algorithm: describeAlgorithm(signer, undefined) });
  check.doubts.push({
    code: 'CRYPTO_CONSTRAINTS_FAILURE',
    text: 'Chữ ký yếu: kiểu adbe.x509.rsa_sha1 dựa trên SHA-1.',
  });
  if (!isPlainRsaSignature(signed.contents, signed.digestOf('sha1'), signer)) {
    check.broken.push({ code: 'HASH_FAILURE', text: 'Nội dung không còn đúng như lúc ký.' });
  }
  return check;
}

const SUB_FILTERS = [
  'ETSI.CAdES.detached',
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
  'adbe.x509.rsa_sha1',
  'ETSI.RFC3161',
];

/** Reads the CMS and checks it against the signed bytes. Problems are answered, never thrown. */
export function checkContents(
  subFilter: string | undefined,
  signed: SignedBytes,
  certificates: () => readonly Certificate[] = () => [],
): ContentsCheck {
  if (subFilter === undefined || !SUB_FILTERS.includes(subFilter)) {
    return { ...empty(), broken: [format(`Kiểu chữ ký ${subFilter ?? 'không ghi'} không hỗ trợ.`)] };
  }
  try {
    if (subFilter === 'adbe.x509.rsa_sha1') {
      return checkPlainRsa(signed, certificates());
    }
    const data = parseSignedData(signed.contents);
    if (data.trailing.some((byte) => byte !== 0)) {
      return { ...empty(), broken: [format('Sau giá trị chữ ký có dữ liệu lạ.')] };
    }
    return subFilter === 'ETSI.RFC3161'
      ? checkToken(data, signed.digestOf)
      : checkDocumentSignature(data, subFilter, signed);
  } catch (error) {
    if (error instanceof PkiError) {
      return { ...empty(), broken: [format(error.message)] };
    }
    throw error;
  }
}
