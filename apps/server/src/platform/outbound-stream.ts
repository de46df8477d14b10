import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from './errors.ts';
import {
  assertHost,
  createWire,
  guardSocket,
  headersOf,
  hostOf,
  type OutboundOptions,
  type Wire,
} from './outbound-guard.ts';

export interface StreamRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  /** A stream is read once. */
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Length of a body that is a stream, when known. */
  bodySize?: number;
  /** Longest silence in either direction. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface StreamResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Read to the end or left, which closes the line; rejects when the line breaks. The caller sets the limits of what it reads. */
  body: AsyncIterable<Uint8Array>;
}

export type StreamTransport = (request: StreamRequest) => Promise<StreamResponse>;

const SILENCE_MS = 30_000;

function timeoutError(host: string, ms: number): AppError {
  return new AppError('platform.outbound_timeout', 504, `${host} không trả lời trong ${Math.ceil(ms / 1000)} giây.`);
}

function lengthOf({ method, body, bodySize }: StreamRequest): Record<string, string> {
  if (method !== 'POST' && method !== 'PUT') {
    return {};
  }
  const size = body === undefined ? 0 : body instanceof Uint8Array ? body.length : bodySize;
  return size === undefined ? {} : { 'content-length': String(size) };
}

function exchange(url: URL, request: StreamRequest, options: OutboundOptions, wire: Wire): Promise<StreamResponse> {
  const host = hostOf(request.url) ?? '';
  const silence = request.timeoutMs ?? SILENCE_MS;
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http).request(url, {
      method: request.method,
      headers: { ...request.headers, ...lengthOf(request) },
      agent: url.protocol === 'https:' ? wire.https(host) : wire.http,
      ...(request.signal !== undefined && { signal: request.signal }),
    });
    let answer: http.IncomingMessage | undefined;
    sent.setTimeout(silence, () => (answer ?? sent).destroy(timeoutError(host, silence)));
    sent.on('socket', (socket) => guardSocket(socket, host, options));
    sent.on('error', reject);
    sent.on('response', (response) => {
      answer = response;
      resolve({ status: response.statusCode ?? 0, headers: headersOf(response.headers), body: response });
    });
    if (request.body === undefined || request.body instanceof Uint8Array) {
      sent.end(request.body);
    } else {
      // Whatever breaks, the source or the line, is the answer to the caller.
      pipeline(Readable.from(request.body, { objectMode: false }), sent).catch(reject);
    }
  });
}

/**
 * The door of `outbound.ts` for messages too long to be held: both bodies are streams, so that their limits are the caller's. The
 * same hosts, addresses and guards; a redirect is answered as it is, never followed. Rejects with AppError
 * `platform.outbound_refused` · `_timeout`, or with the error of Node (`code` ECONNREFUSED, CERT_HAS_EXPIRED …).
 */
export function createOutboundStream(options: OutboundOptions): StreamTransport {
  const wire = createWire(options);
  return async (request) => exchange(assertHost(request, options), request, options, wire);
}
