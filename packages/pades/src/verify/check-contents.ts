import { createHash } from 'node:crypto';
import {
  type Certificate,
  checkSignedData,
  OID,
  PkiError,
  parseSignedData,
  readTime,
  type SignedData,
  type SignerInfo,
} from '@congvu/pki';
import { paddingStart } from '../pdf/padding.ts';
import { isPlainRsaSignature } from './check-plain-rsa.ts';
import { addTimestamps, checkToken, strayLists } from './check-token.ts';
import { type ContentsCheck, emptyCheck, format, sortProblems } from './contents-check.ts';
import { describeAlgorithm } from './describe-algorithm.ts';
import { evidenceInCms } from './evidence.ts';
import type { Reason } from './report.ts';
import type { SignedBytes } from './signed-field.ts';

function signingTimeOf(signer: SignerInfo | undefined): Date | undefined {
  const value = signer?.signedAttributes?.list.find(({ oid }) => oid === OID.signingTime)?.values[0];
  return value === undefined ? undefined : readTime(value);
}

/** adbe.pkcs7.sha1: the CMS holds the SHA-1 of the document, which must be compared by hand. */
function checkInnerSha1(data: SignedData, signed: SignedBytes): Reason[] {
  const isMatch = data.content !== undefined && Buffer.compare(data.content, signed.digestOf('sha1')) === 0;
  return isMatch ? [] : [{ code: 'HASH_FAILURE', text: 'Nội dung không còn đúng như lúc ký.' }];
}

function checkDocumentSignature(data: SignedData, subFilter: string, signed: SignedBytes): ContentsCheck {
  const check = emptyCheck();
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
    ownEvidence: evidenceInCms(data),
  });
  check.evidence.push(...check.ownEvidence);
  sortProblems(check, cms.problems);
  check.broken.push(...strayLists(data));
  if (signer !== undefined) {
    addTimestamps(check, signer);
  }
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
  const check = emptyCheck();
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
    return { ...emptyCheck(), broken: [format(`Kiểu chữ ký ${subFilter ?? 'không ghi'} không hỗ trợ.`)] };
  }
  try {
    if (subFilter === 'adbe.x509.rsa_sha1') {
      return checkPlainRsa(signed, certificates());
    }
    const data = parseSignedData(signed.contents);
    if (paddingStart(data.trailing, 0, data.trailing.length, 0) > 0) {
      return { ...emptyCheck(), broken: [format('Sau giá trị chữ ký có dữ liệu lạ.')] };
    }
    return subFilter === 'ETSI.RFC3161'
      ? checkToken(data, signed.digestOf)
      : checkDocumentSignature(data, subFilter, signed);
  } catch (error) {
    if (error instanceof PkiError) {
      return { ...emptyCheck(), broken: [format(error.message)] };
    }
    throw error;
  }
}
