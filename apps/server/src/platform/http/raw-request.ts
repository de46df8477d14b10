import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { RawRequest } from './route.ts';

function tooLarge(maxBytes: number): AppError {
  return new AppError('platform.body_too_large', 413, `Dữ liệu gửi lên dài hơn ${maxBytes} byte cho phép.`);
}

function readBody(source: IncomingMessage, limits: { maxBytes: number; timeoutMs: number }): Promise<Buffer> {
  const announced = Number(source.headers['content-length'] ?? 0);
  if (announced > limits.maxBytes) {
    return Promise.reject(tooLarge(limits.maxBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (finish: () => void): void => {
      clearTimeout(timer);
      source.off('data', take).off('end', done).off('error', cut).off('close', cut);
      finish();
    };
    // For the whole body: a byte now and then does not keep the line open.
    const timer = setTimeout(() => {
      end(() => reject(new AppError('platform.body_too_slow', 408, 'Dữ liệu gửi lên quá chậm.')));
      source.resume();
    }, limits.timeoutMs);
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limits.maxBytes) {
        end(() => reject(tooLarge(limits.maxBytes)));
        source.resume();
        return;
      }
      chunks.push(chunk);
    };
    const done = (): void => end(() => resolve(Buffer.concat(chunks, size)));
    const cut = (error?: Error): void =>
      end(() =>
        reject(new AppError('platform.body_cut', 400, 'Dữ liệu gửi lên bị ngắt giữa chừng.', { cause: error })),
      );
    source.on('data', take).on('end', done).on('error', cut).on('close', cut);
  });
}

export function rawRequest(request: FastifyRequest): RawRequest {
  return {
    method: request.method,
    url: request.url,
    get headers() {
      // A header that stands twice is joined as RFC 9110 §5.3 says; cookies are the only list Node keeps apart.
      return Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
      );
    },
    read: (limits) => readBody(request.raw, limits),
  };
}
