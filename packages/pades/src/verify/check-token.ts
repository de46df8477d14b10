import { createHash } from 'node:crypto';
import {
  type Asn1Node,
  asn1Child,
  checkSignedData,
  hashNameOf,
  OID,
  PkiError,
  parseSignedData,
  readOctets,
  readOid,
  readTime,
  readValue,
  type SignedData,
  type SignerInfo,
} from '@congvu/pki';
import { type ContentsCheck, emptyCheck, format, sortProblems } from './contents-check.ts';
import { describeAlgorithm } from './describe-algorithm.ts';
import { evidenceInCms, hasStrayList } from './evidence.ts';
import type { Reason } from './report.ts';
import type { SignedBytes } from './signed-field.ts';

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
export function checkToken(data: SignedData, digestOf: SignedBytes['digestOf']): ContentsCheck {
  const check = emptyCheck();
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
  sortProblems(check, cms.problems);
  check.broken.push(...strayLists(data));
  const at = readToken(data, digestOf);
  if (cms.signer === undefined && data.certificates.length > 0) {
    check.broken.push(format('Chứng thư kèm theo dấu thời gian đã bị thay đổi.'));
  }
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

/** Nothing protects what travels beside a signature; what is no list there was something else before a byte changed. */
export function strayLists(data: SignedData): Reason[] {
  return hasStrayList(data) ? [format('Phần đi kèm giá trị chữ ký đã bị sửa.')] : [];
}

const MAX_TIMESTAMPS = 8;

/** A timestamp of this very signature under another name: somebody changed the name, which nothing protects. */
function isStrayTimestamp(value: Asn1Node, digestOf: SignedBytes['digestOf']): boolean {
  try {
    return readToken(parseSignedData(value.bytes), digestOf) !== undefined;
  } catch (error) {
    if (error instanceof PkiError) {
      return false;
    }
    throw error;
  }
}

/**
 * The timestamps over the signature value (RFC 3161 appendix A). One of something else spoils the signature, because somebody
 * put it there; a weak one only does not count.
 */
export function addTimestamps(check: ContentsCheck, signer: SignerInfo): void {
  const digestOf: SignedBytes['digestOf'] = (hash) => createHash(hash).update(signer.signature).digest();
  const values = (isTimestamp: boolean): Asn1Node[] =>
    signer.unsignedAttributes
      .filter(({ oid }) => (oid === OID.signatureTimeStamp) === isTimestamp)
      .flatMap((attribute) => attribute.values);
  const others = values(false).slice(0, MAX_TIMESTAMPS);
  if (values(true).length > MAX_TIMESTAMPS || others.some((value) => isStrayTimestamp(value, digestOf))) {
    check.broken.push(format('Phần dấu thời gian của chữ ký đã bị sửa.'));
    return;
  }
  for (const value of values(true)) {
    addTimestamp(check, checkToken(parseSignedData(value.bytes), digestOf));
  }
  check.timestamp = check.timestamps[0];
}

function addTimestamp(check: ContentsCheck, token: ContentsCheck): void {
  check.broken.push(...token.broken.map(({ code, text }) => ({ code, text: `Dấu thời gian: ${text}` })));
  check.evidence.push(...token.evidence);
  const [fault] = [...token.refused, ...token.doubts];
  if (fault !== undefined && !token.isChecked && fault.code === 'CRYPTO_CONSTRAINTS_FAILURE') {
    // Neither right nor wrong: what it stamps may be something else.
    check.isChecked = false;
    check.doubts.push({ code: fault.code, text: `Dấu thời gian không kiểm tra được. ${fault.text}` });
  } else if (fault !== undefined) {
    check.notes.push({ code: 'TIMESTAMP_NOT_TRUSTED', text: `Dấu thời gian không được tính. ${fault.text}` });
  } else if (token.timestamp !== undefined) {
    check.timestamps.push(token.timestamp);
  }
}
