import http from 'node:http';
import https from 'node:https';
import type { HttpRequest, HttpResponse } from '@congvu/pki';
import { AppError } from './errors.ts';
import {
  assertHost,
  createWire,
  explain,
  guardSocket,
  headersOf,
  hostOf,
  type OutboundOptions,
  type Wire,
} from './outbound-guard.ts';

export { type ClientTls, hostOf, type OutboundOptions, type Resolver } from './outbound-guard.ts';

/** As the packages ask, and PUT. */
export interface OutboundRequest extends Omit<HttpRequest, 'method'> {
  method: HttpRequest['method'] | 'PUT';
}
export type OutboundTransport = (request: OutboundRequest) => Promise<HttpResponse>;

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;

function readAnswer(answer: http.IncomingMessage, maxBytes: number): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400) {
      answer.destroy();
      reject(new AppError('platform.outbound_redirect', 502, 'Máy chủ chuyển hướng sang địa chỉ khác; không đi theo.'));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        answer.destroy();
        reject(new AppError('platform.outbound_too_large', 502, 'Máy chủ trả lời dài hơn mức cho phép.'));
        return;
      }
      chunks.push(chunk);
    });
    answer.on('end', () => resolve({ status, headers: headersOf(answer.headers), body: Buffer.concat(chunks) }));
    answer.on('error', reject);
    answer.on('close', () => reject(new Error('connection closed before the end of the answer')));
  });
}

async function exchange(
  url: URL,
  request: OutboundRequest,
  options: OutboundOptions,
  wire: Wire,
): Promise<HttpResponse> {
  const host = hostOf(request.url) ?? '';
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const body = request.body ?? new Uint8Array();
  const settings = {
    method: request.method,
    headers: { ...request.headers, ...(request.method !== 'GET' && { 'content-length': String(body.length) }) },
    agent: url.protocol === 'https:' ? wire.https(host) : wire.http,
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http).request(url, settings);
    // For the whole exchange: a byte now and then does not keep the line open.
    const deadline = setTimeout(() => {
      sent.destroy(
        new AppError(
          'platform.outbound_timeout',
          504,
          `${host} không trả lời trong ${Math.ceil(timeoutMs / 1000)} giây.`,
        ),
      );
    }, timeoutMs);
    const settle = (finish: () => void): void => {
      clearTimeout(deadline);
      finish();
    };
    let refused: Error | undefined;
    sent.on('socket', (socket) => guardSocket(socket, host, options));
    sent.on('error', (error) => {
      refused ??= error;
      settle(() => reject(explain(refused, host)));
    });
    sent.on('response', (answer) => {
      readAnswer(answer, request.maxBytes ?? DEFAULT_MAX_BYTES).then(
        (response) => settle(() => resolve(response)),
        (error: unknown) => settle(() => reject(explain(refused ?? error, host))),
      );
    });
    sent.end(body);
  });
}

/**
 * The only door of this server to the network. Asks nobody but the configured hosts, looks at every address before and at the
 * connection (literals in any notation, names, names that change), follows no redirect and waits and reads within limits.
 * The transport rejects with AppError `platform.outbound_refused` · `_redirect` · `_too_large` · `_timeout` · `_failed`.
 * @example createOutbound({ allowHosts: ['tsa.example.gov.vn:80'] })({ url: 'http://tsa.example.gov.vn/', method: 'GET' })
 */
export function createOutbound(options: OutboundOptions): OutboundTransport {
  const wire = createWire(options);
  return async (request) => exchange(assertHost(request, options), request, options, wire);
}
