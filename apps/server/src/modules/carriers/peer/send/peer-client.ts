import type { PeerSettings } from '@congvu/contracts';
import type { Services } from '../../../../platform/context.ts';
import { AppError } from '../../../../platform/errors.ts';
import { type ClientTls, createOutbound, hostOf, type OutboundTransport } from '../../../../platform/outbound.ts';
import { installationIdentity } from '../installation-identity.ts';
import { keyIdOf } from '../wire/keys.ts';
import { signRequest, verifyAnswer } from '../wire/signed-exchange.ts';
import { PeerError } from './peer-error.ts';

export interface PeerAddress {
  name: string;
  settings: Pick<PeerSettings, 'endpoint' | 'ca'>;
  /** The certificate we show there, PEM; '' for none. */
  tls: { certificate: string; key: string };
}

export interface PeerRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Path and query behind the endpoint. */
  path: string;
  body?: Uint8Array;
  timeoutMs?: number;
}

export interface PeerAnswer {
  status: number;
  json: unknown;
  /** Their clock minus ours, to the second. */
  skewMs: number;
}

const ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 30_000;

export function tlsOf({ settings, tls }: PeerAddress): ClientTls {
  return {
    ...(settings.ca !== '' && { ca: settings.ca }),
    ...(tls.certificate !== '' && { cert: tls.certificate, key: tls.key }),
  };
}

/** A line to one installation; connections are kept open between requests. */
export function openLine({ config }: Pick<Services, 'config'>, address: PeerAddress): OutboundTransport {
  const host = hostOf(address.settings.endpoint) ?? '';
  return createOutbound({
    allowHosts: [host],
    allowLoopback: config.loopbackServices,
    tls: new Map([[host, tlsOf(address)]]),
  });
}

/** The address of a path there, whether or not the endpoint ends in a slash. */
export function urlOf(address: PeerAddress, path: string): string {
  return `${address.settings.endpoint.replace(/\/+$/, '')}${path}`;
}

export function explainOutbound(error: unknown, name: string): PeerError {
  const code = error instanceof AppError ? error.code : '';
  const why = error instanceof Error ? error.message : '';
  if (code === 'platform.outbound_timeout') {
    return new PeerError('carriers.peer_timeout', `“${name}” không trả lời kịp. ${why}`, {
      inDoubt: true,
      cause: error,
    });
  }
  const isCut = code === 'platform.outbound_failed';
  return new PeerError('carriers.peer_unreachable', `Không kết nối được “${name}”. ${why}`, {
    inDoubt: isCut,
    isBroken: isCut,
    cause: error,
  });
}

function busyAnswer(status: number, name: string): PeerError | undefined {
  if (status === 429 || status >= 500) {
    return new PeerError('carriers.peer_busy', `“${name}” đang bận hoặc gặp lỗi (mã ${status}). Hệ thống tự gửi lại.`);
  }
  return undefined;
}

function unproven(status: number, name: string): PeerError {
  const message =
    status === 200
      ? `Câu trả lời từ địa chỉ của “${name}” không mang chữ ký của khóa đã xác nhận nên không được tin.`
      : `Cổng vào của “${name}” trả lời mã ${status} mà không phải hệ thống đã ghép nối. Kiểm tra cấu hình cổng vào của bên kia${status === 403 ? ', có thể cổng đòi chứng thư TLS hai chiều' : ''}.`;
  return new PeerError('carriers.peer_unproven', message, { inDoubt: true });
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

export type PeerClient = (request: PeerRequest) => Promise<PeerAnswer>;

/**
 * Requests to one confirmed installation: each is signed, and only an answer that the confirmed key has signed counts.
 * The client rejects with PeerError: unreachable, timeout, busy, not_recognised (401), unproven.
 */
export function createPeerClient(services: Services, address: PeerAddress, publicKey: Buffer): PeerClient {
  const send = openLine(services, address);
  const receiverKeyId = keyIdOf(publicKey);
  return async ({ method, path, body = new Uint8Array(), timeoutMs = TIMEOUT_MS }) => {
    const identity = await installationIdentity(services);
    const url = urlOf(address, path);
    const started = services.clock.now();
    const headers = signRequest(identity, { method, url, body, receiverKeyId }, started);
    const answer = await send({ method, url, headers, body, timeoutMs, maxBytes: ANSWER_BYTES }).catch(
      (error: unknown) => {
        throw explainOutbound(error, address.name);
      },
    );
    const request = { method, url, headers };
    const proof = verifyAnswer(publicKey, { ...answer, request });
    const busy = busyAnswer(answer.status, address.name);
    if (busy !== undefined) {
      throw busy;
    }
    if (proof !== undefined) {
      return { status: answer.status, json: readJson(answer.body), skewMs: proof.createdMs - started.getTime() };
    }
    if (answer.status === 401) {
      throw new PeerError(
        'carriers.peer_not_recognised',
        `“${address.name}” không nhận yêu cầu của hệ thống này: bên đó chưa xác nhận ghép nối, khóa đã thay, hoặc đồng hồ hai bên lệch nhau. Hệ thống tự gửi lại.`,
      );
    }
    throw unproven(answer.status, address.name);
  };
}
