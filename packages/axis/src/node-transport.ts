import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AxisRequest, AxisResponse, AxisTransport } from './wire/transport.ts';

export interface NodeTransportOptions {
  /** Whom to trust instead of the public authorities, PEM. */
  ca?: string;
  /** The certificate shown to an axis that wants one, PEM. */
  cert?: string;
  key?: string;
}

const SILENCE_MS = 30_000;

function headersOf(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function exchange(request: AxisRequest, options: NodeTransportOptions): Promise<AxisResponse> {
  return new Promise((resolve, reject) => {
    const isSecure = new URL(request.url).protocol === 'https:';
    const size = request.body instanceof Uint8Array ? request.body.length : request.bodySize;
    const sent = (isSecure ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      ...(request.signal && { signal: request.signal }),
      headers: {
        ...request.headers,
        ...(request.method === 'POST' && size !== undefined && { 'content-length': String(size) }),
        ...(request.method === 'POST' && request.body === undefined && { 'content-length': '0' }),
      },
      ...(isSecure && { ...options, minVersion: 'TLSv1.2' as const }),
    });
    sent.setTimeout(request.timeoutMs ?? SILENCE_MS, () => {
      sent.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' }));
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), body: answer });
    });
    if (request.body === undefined || request.body instanceof Uint8Array) {
      sent.end(request.body);
    } else {
      // An error of the source or of the line reaches the listener above.
      pipeline(Readable.from(request.body, { objectMode: false }), sent).catch(reject);
    }
  });
}

/**
 * A transport over node:http(s) for command lines and tests: reaches whatever address it is given. A server that holds
 * other people's settings brings its own, which decides who may be reached.
 *
 * @example const axis = nationalClient({ endpoint, systemId, secret, transport: nodeTransport(), now: () => new Date() });
 */
export function nodeTransport(options: NodeTransportOptions = {}): AxisTransport {
  return (request) => exchange(request, options);
}
