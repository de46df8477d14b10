import { type AlgorithmIdentifier, readAlgorithm } from '../algorithms.ts';
import {
  child,
  expectTag,
  type Node,
  readBits,
  readOctets,
  readOid,
  readSmallInteger,
  readTime,
  readValue,
} from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { type CertificateId, readCertificateId } from './certificate-id.ts';
import { type CrlReason, crlReasonOf } from './revocation.ts';

/** What a responder says about one certificate (RFC 6960 §4.2.1). */
export interface OcspAnswer {
  id: CertificateId;
  state: 'good' | 'revoked' | 'unknown';
  /** With `revoked`. */
  since: Date | undefined;
  reason: CrlReason | undefined;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  /** Certificates that expired after this date are still answered for (§4.4.4). */
  keepsExpiredSince: Date | undefined;
  unknownCritical: string[];
}

/** A successful response, taken apart and not yet checked. */
export interface OcspResponse {
  raw: Uint8Array;
  /** What was signed. */
  tbs: Uint8Array;
  /** DER of the responder's name, or the SHA-1 of its key. */
  responder: { name: Uint8Array } | { keyHash: Uint8Array };
  producedAt: Date;
  answers: OcspAnswer[];
  nonce: Uint8Array | undefined;
  unknownCritical: string[];
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
  /** Beside the answer; untrusted. Damaged ones are left out. */
  certificates: Certificate[];
}

const MAX_OCSP = 1024 * 1024;
const MAX_CERTIFICATES = 16;

const FAILURES: Record<number, string> = {
  1: 'yêu cầu sai định dạng',
  2: 'hệ thống của nơi cấp lỗi',
  3: 'đang bận, thử lại sau',
  5: 'yêu cầu phải được ký',
  6: 'không phục vụ chứng thư này',
};

interface Extension {
  id: string;
  isCritical: boolean;
  value: Uint8Array;
}

function readExtensions(wrapped: Node | undefined): Extension[] {
  return (wrapped === undefined ? [] : child(wrapped, 0).children).map((extension) => ({
    id: readOid(child(extension, 0)),
    isCritical: extension.children.length > 2 && child(extension, 1).content[0] !== 0,
    value: readOctets(child(extension, extension.children.length - 1)),
  }));
}

function unknownOf(extensions: readonly Extension[], known: readonly string[]): string[] {
  return extensions.filter(({ id, isCritical }) => isCritical && !known.includes(id)).map(({ id }) => id);
}

function readState(node: Node): Pick<OcspAnswer, 'state' | 'since' | 'reason'> {
  switch (node.tag) {
    case 0x80:
      return { state: 'good', since: undefined, reason: undefined };
    case 0x82:
      return { state: 'unknown', since: undefined, reason: undefined };
    case 0xa1: {
      const reason = node.children.find(({ tag }) => tag === 0xa0);
      const code = reason === undefined ? 0 : readSmallInteger({ ...expectTag(child(reason, 0), 0x0a), tag: 0x02 });
      return { state: 'revoked', since: readTime(child(node, 0)), reason: crlReasonOf(code) };
    }
    default:
      throw new PkiError('pki.der', 'Trạng thái OCSP không đọc được.');
  }
}

function readAnswer(node: Node): OcspAnswer {
  const next = node.children.find(({ tag }) => tag === 0xa0);
  const extensions = readExtensions(node.children.slice(3).find(({ tag }) => tag === 0xa1));
  const cutoff = extensions.find(({ id }) => id === OID.ocspArchiveCutoff);
  return {
    id: readCertificateId(child(node, 0)),
    ...readState(child(node, 1)),
    thisUpdate: readTime(expectTag(child(node, 2), 0x18)),
    nextUpdate: next === undefined ? undefined : readTime(child(next, 0)),
    keepsExpiredSince: cutoff === undefined ? undefined : readTime(readValue(cutoff.value).node),
    unknownCritical: unknownOf(extensions, [OID.ocspArchiveCutoff]),
  };
}

function readResponder(node: Node): OcspResponse['responder'] {
  if (node.tag === 0xa1) {
    return { name: child(node, 0).bytes };
  }
  return { keyHash: expectTag(child(expectTag(node, 0xa2), 0), 0x04).content };
}

function readCertificates(node: Node | undefined): Certificate[] {
  const list = node === undefined ? [] : child(expectTag(node, 0xa0), 0).children;
  return list.slice(0, MAX_CERTIFICATES).flatMap(({ bytes }) => {
    try {
      return [parseCertificate(bytes)];
    } catch {
      // A broken certificate beside the answer proves nothing; the right one may stand next to it.
      return [];
    }
  });
}

function readBasic(raw: Uint8Array, bytes: Uint8Array): OcspResponse {
  const { node, rest } = readValue(bytes);
  const tbs = expectTag(child(expectTag(node, 0x30), 0), 0x30);
  const body = tbs.children[0]?.tag === 0xa0 ? tbs.children.slice(1) : tbs.children;
  const [responder, produced, answers] = body;
  if (responder === undefined || produced === undefined || answers === undefined || rest.length > 0) {
    throw new PkiError('pki.der', 'Câu trả lời OCSP thiếu hoặc thừa phần.');
  }
  const extensions = readExtensions(body.slice(3).find(({ tag }) => tag === 0xa1));
  const nonce = extensions.find(({ id }) => id === OID.ocspNonce);
  return {
    raw,
    tbs: tbs.bytes,
    responder: readResponder(responder),
    producedAt: readTime(expectTag(produced, 0x18)),
    answers: expectTag(answers, 0x30).children.map(readAnswer),
    nonce: nonce === undefined ? undefined : readValue(nonce.value).node.content,
    unknownCritical: unknownOf(extensions, [OID.ocspNonce]),
    signatureAlgorithm: readAlgorithm(child(node, 1)),
    signature: readBits(child(node, 2)),
    certificates: readCertificates(node.children[3]),
  };
}

function readResponse(der: Uint8Array): OcspResponse {
  const { node, rest } = readValue(der);
  const status = readSmallInteger({ ...expectTag(child(expectTag(node, 0x30), 0), 0x0a), tag: 0x02 });
  if (status !== 0) {
    throw new PkiError('pki.ocsp', `Máy chủ OCSP không trả lời: ${FAILURES[status] ?? `mã ${status}`}.`);
  }
  const body = child(expectTag(child(node, 1), 0xa0), 0);
  if (rest.length > 0 || readOid(child(body, 0)) !== OID.ocspBasic) {
    throw new PkiError('pki.ocsp', 'Loại câu trả lời OCSP không được hỗ trợ.');
  }
  return readBasic(node.bytes, readOctets(expectTag(child(body, 1), 0x04)));
}

/**
 * Reads an OCSPResponse in DER; nothing is checked but its shape.
 * @throws PkiError `pki.ocsp` when it is none, cut, or says that there is no answer
 * @example parseOcspResponse(der).answers[0]?.state // 'good'
 */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  if (der.length > MAX_OCSP) {
    throw new PkiError('pki.ocsp', 'Câu trả lời OCSP lớn bất thường.');
  }
  try {
    return readResponse(der);
  } catch (cause) {
    if (cause instanceof PkiError && cause.code !== 'pki.ocsp') {
      throw new PkiError('pki.ocsp', 'Không đọc được câu trả lời OCSP: dữ liệu hỏng.', { cause });
    }
    throw cause;
  }
}
