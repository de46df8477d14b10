import { createHash } from 'node:crypto';
import { readHashAlgorithm } from '../algorithms.ts';
import { child, expectTag, type Node, readOid, readSmallInteger, readTime, readValue } from '../asn1/read.ts';
import { parseSignedData, type SignedData } from '../cms/parse.ts';
import { type CmsProblem, checkSignedData } from '../cms/verify.ts';
import { PkiError, type TimestampErrorCode } from '../errors.ts';
import { type HashName, hashNameOf, OID } from '../oids.ts';
import { type Certificate, displayName } from '../x509/certificate.ts';

/** TSTInfo taken apart (RFC 3161 §2.4.2). */
export interface TimestampInfo {
  /** OID of the TSA's policy. */
  policy: string;
  hash: HashName;
  digest: Uint8Array;
  /** Hex, upper case. */
  serial: string;
  at: Date;
  /** Content of the INTEGER; undefined when none. */
  nonce: Uint8Array | undefined;
}

export interface TimestampProblem {
  code: TimestampErrorCode;
  /** Vietnamese. */
  text: string;
}

/** What a token says and everything that is wrong with it; `problems` empty means that its signer stands for the time. */
export interface TimestampCheck extends TimestampInfo {
  /** Undefined when the token does not carry the certificate of its signer. */
  signer: Certificate | undefined;
  certificates: Certificate[];
  problems: TimestampProblem[];
}

function readInfo(bytes: Uint8Array): TimestampInfo {
  const { node, rest } = readValue(bytes);
  const imprint = child(expectTag(node, 0x30), 2);
  const optional = node.children.slice(5);
  const hash = hashNameOf(readHashAlgorithm(child(imprint, 0)));
  if (readSmallInteger(child(node, 0)) !== 1 || rest.length > 0 || hash === undefined || hasUnknownCritical(optional)) {
    throw new PkiError('pki.tsp_token', 'Dấu thời gian có phần không hỗ trợ.');
  }
  return {
    policy: readOid(child(node, 1)),
    hash,
    digest: expectTag(child(imprint, 1), 0x04).content,
    serial: Buffer.from(expectTag(child(node, 3), 0x02).content)
      .toString('hex')
      .toUpperCase(),
    at: readTime(expectTag(child(node, 4), 0x18)),
    nonce: optional.find(({ tag }) => tag === 0x02)?.content,
  };
}

function hasUnknownCritical(optional: readonly Node[]): boolean {
  const extensions = optional.find(({ tag }) => tag === 0xa1)?.children ?? [];
  return extensions.some(({ children }) => children.length > 2 && children[1]?.content[0] !== 0);
}

function parse(token: Uint8Array): { cms: SignedData; info: TimestampInfo; content: Uint8Array } {
  try {
    const cms = parseSignedData(token);
    if (cms.contentType !== OID.tstInfo || cms.content === undefined) {
      throw new PkiError('pki.tsp_token', 'Dữ liệu ký không phải là dấu thời gian.');
    }
    return { cms, info: readInfo(cms.content), content: cms.content };
  } catch (cause) {
    if (cause instanceof PkiError && cause.code !== 'pki.tsp_token') {
      throw new PkiError('pki.tsp_token', 'Không đọc được dấu thời gian: dữ liệu hỏng.', { cause });
    }
    throw cause;
  }
}

const CODES: Partial<Record<CmsProblem['kind'], TimestampErrorCode>> = {
  binding: 'pki.tsp_binding',
  weak: 'pki.tsp_weak',
};

/** RFC 3161 §2.3: the usage timeStamping alone, and critical. */
function judgeUsage(signer: Certificate): TimestampProblem[] {
  const { extKeyUsage, isExtKeyUsageCritical, keyUsage } = signer.extensions;
  const isAlone = extKeyUsage?.length === 1 && extKeyUsage[0] === OID.timeStamping;
  const canSign =
    keyUsage === undefined || keyUsage.includes('digitalSignature') || keyUsage.includes('nonRepudiation');
  if (isAlone && isExtKeyUsageCritical && canSign) {
    return [];
  }
  const text = `Chứng thư của "${displayName(signer.subject)}" không được cấp riêng để cấp dấu thời gian.`;
  return [{ code: 'pki.tsp_usage', text }];
}

/**
 * Reads a timestamp token and checks what stands inside it: CMS signature, content type, binding to the certificate
 * (RFC 5816), usage of the certificate, and that it stamps the given thing. Trust is `buildPath`'s with the purpose
 * `timestamping`; revocation is `checkRevocation`'s.
 * @param token ContentInfo, DER or BER
 * @param hashOf the stamped thing's hash under the algorithm that the token used
 * @throws PkiError `pki.tsp_token` when no time can be read from it; everything else is in `problems`
 * @example checkTimestampToken(token, (hash) => createHash(hash).update(signatureValue).digest()).problems // []
 */
export function checkTimestampToken(token: Uint8Array, hashOf: (hash: HashName) => Uint8Array): TimestampCheck {
  const { cms, info, content } = parse(token);
  const check = checkSignedData(cms, {
    contentType: OID.tstInfo,
    digestOf: (hash) => createHash(hash).update(content).digest(),
  });
  const problems: TimestampProblem[] = check.problems.map(({ kind, text }) => ({
    code: CODES[kind] ?? 'pki.tsp_token',
    text: `Dấu thời gian: ${text}`,
  }));
  if (problems.length === 0 && !check.isCertificateBound) {
    problems.push({ code: 'pki.tsp_binding', text: 'Dấu thời gian không gắn với chứng thư của nơi cấp.' });
  }
  if (cms.trailing.some((byte) => byte !== 0)) {
    problems.push({ code: 'pki.tsp_token', text: 'Sau dấu thời gian còn dữ liệu lạ.' });
  }
  if (check.signer !== undefined) {
    problems.push(...judgeUsage(check.signer));
  }
  if (info.hash === 'md5' || info.hash === 'sha1') {
    problems.push({ code: 'pki.tsp_weak', text: 'Dấu thời gian dùng hàm băm đã bị phá.' });
  }
  if (Buffer.compare(info.digest, hashOf(info.hash)) !== 0) {
    problems.push({ code: 'pki.tsp_imprint', text: 'Dấu thời gian được cấp cho dữ liệu khác.' });
  }
  return { ...info, signer: check.signer, certificates: check.certificates, problems };
}
