import type { ActRequest, AgentAlgorithm, AgentRelay, ChallengeRequest } from '@congvu/pki/agent';
import { SignerError } from '../errors.ts';

/** As the office's batch limit. */
/** A batch of a thousand documents, with attachments that take a signature of their own. */
const MAX_ITEMS = 5_000;
const ALGORITHMS: readonly AgentAlgorithm[] = ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256'];

function refuse(what: string): never {
  throw new SignerError('signer.request', `Yêu cầu của trang không đúng dạng: ${what}.`);
}

type Fields = Record<string, unknown>;

function fields(value: unknown, what: string): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse(what);
}

/** No control characters, and none that turn the direction of writing: what is shown must be what is meant. */
const PLAIN = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

function text(value: unknown, what: string, limit: number, pattern = PLAIN): string {
  return typeof value === 'string' && value.length > 0 && value.length <= limit && pattern.test(value)
    ? value.normalize('NFC')
    : refuse(what);
}

function line(value: unknown, what: string, limit: number): string {
  return text(typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : value, what, limit);
}

const HEX_SHA256 = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function algorithm(value: unknown): AgentAlgorithm {
  return ALGORITHMS.find((known) => known === value) ?? refuse('thuật toán');
}

function relayItem(value: unknown): AgentRelay['items'][number] {
  const item = fields(value, 'văn bản');
  return {
    documentId: text(item['documentId'], 'mã văn bản', 100),
    ...(item['itemId'] !== undefined && { itemId: text(item['itemId'], 'mã mục ký', 100) }),
    title: line(item['title'], 'trích yếu', 2_000),
    digest: text(item['digest'], 'giá trị băm', 64, HEX_SHA256).toLowerCase(),
    attrs: text(item['attrs'], 'thuộc tính chữ ký', 32_768, BASE64),
    contentUrl: text(item['contentUrl'], 'địa chỉ nội dung', 2_000),
  };
}

function readRelay(value: unknown): AgentRelay {
  const relay = fields(value, 'lô ký');
  const consent = fields(relay['consent'], 'người ký');
  const items = relay['items'];
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) {
    return refuse('số văn bản');
  }
  const read = items.map(relayItem);
  if (new Set(read.map(({ documentId, itemId }) => itemId ?? documentId)).size !== read.length) {
    return refuse('văn bản lặp lại');
  }
  const expiresAt = text(relay['expiresAt'], 'thời hạn', 40);
  if (Number.isNaN(Date.parse(expiresAt))) {
    return refuse('thời hạn');
  }
  return {
    batchId: text(relay['batchId'], 'mã lô', 100),
    certificateSha256: text(relay['certificateSha256'], 'chứng thư', 64, HEX_SHA256).toLowerCase(),
    algorithm: algorithm(relay['algorithm']),
    consent: {
      who: line(consent['who'], 'người ký', 300),
      reason: line(consent['reason'], 'lý do', 1_000),
    },
    items: read,
    expiresAt,
  };
}

function readChallenge(value: unknown): ChallengeRequest {
  const challenge = fields(value, 'yêu cầu đăng nhập');
  return {
    certificateSha256: text(challenge['certificateSha256'], 'chứng thư', 64, HEX_SHA256).toLowerCase(),
    algorithm: algorithm(challenge['algorithm']),
    // Long enough never to come twice, and nothing a person could mistake for a text.
    challenge: text(challenge['challenge'], 'mã đăng nhập', 200, /^[A-Za-z0-9_-]{22,}$/),
  };
}

/** @throws SignerError `signer.request` */
export function readActRequest(value: unknown): ActRequest {
  const request = fields(value, 'nội dung');
  switch (request['kind']) {
    case 'sign':
      return { kind: 'sign', relay: readRelay(request['relay']) };
    case 'challenge':
      return { kind: 'challenge', challenge: readChallenge(request['challenge']) };
    default:
      return refuse('loại yêu cầu');
  }
}

export function readPairingRequest(value: unknown): string {
  return text(fields(value, 'nội dung')['publicKey'], 'khóa ghép', 200, BASE64);
}

/** The PIN as typed; undefined where none is asked for. */
export function readPin(value: unknown): string | undefined {
  const pin = fields(value, 'nội dung')['pin'];
  if (pin === undefined || pin === null || pin === '') {
    return undefined;
  }
  return typeof pin === 'string' && pin.length <= 64 ? pin : refuse('mã PIN');
}
