import { request as httpRequest } from 'node:http';
import type { HttpResponse, HttpTransport } from '../http.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** A transport to 127.0.0.1 and nowhere else, for tests and demo: the outside world is the caller's business. */
export function localTransport(): HttpTransport {
  return ({ url, method, headers, body, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES }) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const { hostname, protocol } = new URL(url);
      if (hostname !== '127.0.0.1' || protocol !== 'http:') {
        reject(new Error(`refused: ${hostname}`));
        return;
      }
      const signal = AbortSignal.timeout(timeoutMs);
      const call = httpRequest(url, { method, headers: { ...headers }, signal }, (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          parts.push(part);
          if (length > maxBytes) {
            response.destroy(new Error('answer too long'));
          }
        });
        response.on('error', reject);
        response.on('end', () => {
          const plain = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(plain), body: Buffer.concat(parts) });
        });
      });
      call.on('error', reject).end(body);
    });
}
