import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpResponse, HttpTransport } from '@congvu/pki';
import { UsageError } from '../command-line.ts';

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** An address of the command line. @throws UsageError */
export function readAddress(text: string, option: string): string {
  if (!isAddress(text)) {
    throw new UsageError(`${option} "${text}" phải là địa chỉ http:// hoặc https://.`);
  }
  return text;
}

/** Words of an option that takes files as well as addresses. */
export function splitAddresses(words: readonly string[]): { urls: string[]; files: string[] } {
  return {
    urls: words.filter((word) => /^https?:\/\//i.test(word) && isAddress(word)),
    files: words.filter((word) => !/^https?:\/\//i.test(word)),
  };
}

/**
 * The network as far as the command line names it: these hosts and no others, whatever a certificate or an answer says.
 * Redirects are answers like others and never followed.
 */
export function transportTo(urls: readonly string[]): HttpTransport {
  const origins = new Set(urls.map((url) => new URL(url).origin));
  return ({ url, method, headers, body, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES }) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const { origin, protocol, hostname } = new URL(url);
      if (!origins.has(origin)) {
        reject(new Error(`Máy chủ ${hostname} không có trong dòng lệnh.`));
        return;
      }
      const send = protocol === 'https:' ? httpsRequest : httpRequest;
      const call = send(
        url,
        { method, headers: { ...headers }, signal: AbortSignal.timeout(timeoutMs) },
        (response) => {
          const parts: Buffer[] = [];
          let length = 0;
          response.on('data', (part: Buffer) => {
            length += part.length;
            parts.push(part);
            if (length > maxBytes) {
              response.destroy(new Error('Câu trả lời quá dài.'));
            }
          });
          response.on('error', reject);
          response.on('end', () => {
            const plain = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(plain),
              body: Buffer.concat(parts),
            });
          });
        },
      );
      call.on('error', reject).end(body);
    });
}
