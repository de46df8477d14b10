import { randomBytes } from 'node:crypto';
import { child, expectTag, readSmallInteger, readText, readValue } from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import type { HttpTransport } from '../http.ts';
import type { TrustAnchorEntry } from '../trust/trust-anchor.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { buildPath } from '../x509/path.ts';
import { buildTimestampQuery } from './timestamp-query.ts';
import { checkTimestampToken, type TimestampCheck } from './timestamp-token.ts';

/** A checked timestamp. */
export interface Timestamp {
  /** ContentInfo, DER: what goes into a signature or a document timestamp. */
  token: Uint8Array;
  at: Date;
  signer: Certificate;
  /** Everything the token carries, DER, the signer's included. */
  certificates: Uint8Array[];
}

/** Somebody who stamps hashes. */
export interface TimestampAuthority {
  /**
   * @param sha256 32 bytes
   * @throws PkiError `pki.tsp_*`
   */
  stamp(sha256: Uint8Array): Promise<Timestamp>;
}

export interface TimestampAuthoritySettings {
  /** The configured address; nothing a certificate says is ever followed. */
  url: string;
  transport: HttpTransport;
  /** DER of the anchors that are trusted for timestamps. */
  anchors: readonly Uint8Array[];
  /** Anchors with windows and usages, beside `anchors`. */
  trust?: readonly TrustAnchorEntry[];
  now: () => Date;
  /** OID; then the token must name it. */
  policy?: string;
  /** How far its clock may be from ours; 5 minutes unless told. */
  maxSkewMs?: number;
  /** Such as an authorisation. */
  headers?: Record<string, string>;
  /** 15 seconds unless told. */
  timeoutMs?: number;
}

const MAX_RESPONSE = 64 * 1024;
const DEFAULT_SKEW_MS = 5 * 60_000;
const DEFAULT_TIMEOUT_MS = 15_000;

const FAILURES: Record<number, string> = {
  0: 'thuật toán không được hỗ trợ',
  2: 'yêu cầu không được phép',
  5: 'dữ liệu yêu cầu sai',
  14: 'nguồn thời gian không dùng được',
  15: 'chính sách không được hỗ trợ',
  16: 'phần mở rộng không được hỗ trợ',
  17: 'thông tin bổ sung không có',
  25: 'hệ thống của nơi cấp lỗi',
};

function readFailure(bits: Uint8Array | undefined): string {
  const found = Object.entries(FAILURES).filter(
    ([bit]) => (((bits?.[1 + (Number(bit) >> 3)] ?? 0) >> (7 - (Number(bit) & 7))) & 1) === 1,
  );
  return found.map(([, text]) => text).join(', ');
}

/** The token of a TimeStampResp (RFC 3161 §2.4.2). @throws PkiError `pki.tsp_response`, `pki.tsp_status` */
function openResponse(der: Uint8Array): Uint8Array {
  try {
    const { node, rest } = readValue(der);
    const info = child(expectTag(node, 0x30), 0);
    const status = readSmallInteger(child(expectTag(info, 0x30), 0));
    if (status > 1) {
      const words = info.children.find(({ tag }) => tag === 0x30)?.children.map(readText) ?? [];
      const failure = readFailure(info.children.find(({ tag }) => tag === 0x03)?.content);
      const why = [failure, ...words].filter((text) => text !== '').join('; ');
      const text = `Nơi cấp dấu thời gian từ chối${why === '' ? '' : `: ${why}`} (mã ${status}).`;
      throw new PkiError('pki.tsp_status', text);
    }
    if (rest.length > 0) {
      throw new PkiError('pki.tsp_response', 'Câu trả lời dấu thời gian có dữ liệu thừa.');
    }
    return child(node, 1).bytes;
  } catch (cause) {
    if (cause instanceof PkiError && cause.code === 'pki.der') {
      throw new PkiError('pki.tsp_response', 'Nơi cấp dấu thời gian trả lời không đúng định dạng.', { cause });
    }
    throw cause;
  }
}

function sameNumber(left: Uint8Array, right: Uint8Array | undefined): boolean {
  const hex = (bytes: Uint8Array): string =>
    Buffer.from(bytes)
      .toString('hex')
      .replace(/^(?:00)+/, '');
  return right !== undefined && hex(left) === hex(right);
}

function assertAnswers(check: TimestampCheck, nonce: Uint8Array, settings: TimestampAuthoritySettings): void {
  const [problem] = check.problems;
  if (problem !== undefined) {
    throw new PkiError(problem.code, problem.text);
  }
  if (!sameNumber(nonce, check.nonce)) {
    throw new PkiError('pki.tsp_nonce', 'Dấu thời gian trả lời cho một yêu cầu khác (sai số ngẫu nhiên).');
  }
  if (settings.policy !== undefined && check.policy !== settings.policy) {
    const text = `Dấu thời gian theo chính sách ${check.policy}, cần ${settings.policy}.`;
    throw new PkiError('pki.tsp_policy', text);
  }
  const skew = Math.abs(check.at.getTime() - settings.now().getTime());
  if (skew > (settings.maxSkewMs ?? DEFAULT_SKEW_MS)) {
    const text = `Đồng hồ của nơi cấp dấu thời gian lệch ${Math.round(skew / 1000)} giây so với hệ thống.`;
    throw new PkiError('pki.tsp_time', text);
  }
}

function assertTrusted(check: TimestampCheck, settings: TimestampAuthoritySettings): Certificate {
  const { signer } = check;
  if (signer === undefined) {
    throw new PkiError('pki.tsp_token', 'Dấu thời gian không kèm chứng thư của nơi cấp.');
  }
  const { problems } = buildPath({
    certificate: signer,
    pool: check.certificates,
    anchors: settings.anchors.map((der) => parseCertificate(der)),
    ...(settings.trust === undefined ? {} : { trust: settings.trust }),
    at: check.at,
    purpose: 'timestamping',
  });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new PkiError('pki.tsp_untrusted', `Nơi cấp dấu thời gian chưa được tin cậy. ${problem.text}`);
  }
  return signer;
}

async function ask(settings: TimestampAuthoritySettings, query: Uint8Array): Promise<Uint8Array> {
  const headers = {
    ...settings.headers,
    'content-type': 'application/timestamp-query',
    accept: 'application/timestamp-reply',
  };
  const { url, transport, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  try {
    const answer = await transport({ url, method: 'POST', headers, body: query, timeoutMs, maxBytes: MAX_RESPONSE });
    if (answer.status === 200 && answer.body.length <= MAX_RESPONSE) {
      return answer.body;
    }
    throw new PkiError('pki.tsp_unreachable', `Máy chủ dấu thời gian trả lời mã ${answer.status}.`);
  } catch (cause) {
    if (cause instanceof PkiError && cause.code === 'pki.tsp_unreachable') {
      throw cause;
    }
    throw new PkiError('pki.tsp_unreachable', 'Không kết nối được máy chủ dấu thời gian.', { cause });
  }
}

/**
 * A timestamp authority over HTTP (RFC 3161 §3.4). Each answer is checked as if it came from an enemy: status, token
 * signature, binding (RFC 5816), imprint, nonce, policy, usage, path to the anchors and clock. No retry: that is the caller's.
 * @example
 * const tsa = timestampAuthority({ url, transport, anchors: [root], now: () => new Date() });
 * const { token, at } = await tsa.stamp(createHash('sha256').update(signatureValue).digest());
 */
export function timestampAuthority(settings: TimestampAuthoritySettings): TimestampAuthority {
  return {
    async stamp(sha256) {
      if (sha256.length !== 32) {
        throw new PkiError('pki.tsp_request', 'Giá trị băm cần đóng dấu thời gian phải dài 32 byte.');
      }
      const nonce = randomBytes(8);
      const query = buildTimestampQuery({
        sha256,
        nonce,
        ...(settings.policy === undefined ? {} : { policy: settings.policy }),
      });
      const token = Uint8Array.from(openResponse(await ask(settings, query)));
      const check = checkTimestampToken(token, (hash) => (hash === 'sha256' ? sha256 : new Uint8Array()));
      assertAnswers(check, nonce, settings);
      const signer = assertTrusted(check, settings);
      return { token, at: check.at, signer, certificates: check.certificates.map(({ raw }) => raw) };
    },
  };
}
