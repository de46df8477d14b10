import type { IncomingMessage } from 'node:http';
import { AGENT_HOST } from '@congvu/pki/agent';
import { plainError } from '../errors.ts';

/** Answered as JSON to a page, with a status. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Never a stack: a code and a sentence. */
export function failureAnswer(error: unknown): JsonAnswer {
  if (error instanceof Refusal) {
    return { status: error.status, headers: {}, body: { error: { code: error.code, message: error.message } } };
  }
  const plain = plainError(error);
  return { status: plain.code === 'signer.request' ? 400 : 422, headers: {}, body: { error: plain } };
}

export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

export function ownOrigin(port: number): string {
  return `http://${AGENT_HOST}:${port}`;
}

/**
 * A name that resolves to this computer (DNS rebinding) would make a foreign page look like ours: only the address itself is
 * accepted, whatever the connection came through.
 */
export function assertHost(request: IncomingMessage, port: number): void {
  if (header(request, 'host') !== `${AGENT_HOST}:${port}`) {
    throw new Refusal(421, 'agent.host', `Chỉ trả lời tại địa chỉ ${ownOrigin(port)}.`);
  }
}

/** Pages of an office: https, or this computer itself while it is being tried out. */
export function isOfficeOrigin(origin: string): boolean {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    return false;
  }
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** @throws Refusal when there is none or it is no office's */
export function officeOrigin(request: IncomingMessage, port: number): string {
  const origin = header(request, 'origin');
  if (origin === undefined || origin === ownOrigin(port) || !isOfficeOrigin(origin)) {
    throw new Refusal(403, 'agent.origin', 'Chỉ trang Công Vụ của cơ quan (https) được gọi chương trình ký số.');
  }
  return origin;
}

/** What changes something on the agent's own pages comes from these pages, by their script. */
export function assertOwnPage(request: IncomingMessage, port: number): void {
  const site = header(request, 'sec-fetch-site');
  const isOwn = header(request, 'origin') === ownOrigin(port) && (site === undefined || site === 'same-origin');
  if (!isOwn || header(request, 'content-type') !== 'application/json') {
    throw new Refusal(403, 'agent.origin', 'Yêu cầu không đến từ trang của chương trình ký số.');
  }
}

export const JSON_LIMIT = 8 * 1024 * 1024;

export async function readBody(request: IncomingMessage, limit = JSON_LIMIT): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new Refusal(413, 'agent.too_large', 'Yêu cầu quá lớn.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'signer.request', 'Nội dung yêu cầu không phải JSON.');
  }
}
