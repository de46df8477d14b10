import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultRule } from './types.ts';

/** What a call answers, before faults get at it. */
export interface Reply {
  status: number;
  contentType: string;
  headers?: Record<string, string>;
  /** A stream without `size` goes in chunks. */
  body: Uint8Array | AsyncIterable<Uint8Array>;
  size?: number;
  /** For the log: `0`, or the code of the axis. */
  outcome: string;
}

export function jsonReply(value: unknown, outcome: string, status = 200): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(value)), outcome };
}

/** A JSON answer with a list too long to be held: `head` opens the list, `tail` closes it. */
export async function* jsonRows(head: string, rows: Iterable<unknown>, tail: string): AsyncGenerator<Uint8Array> {
  let text = head;
  let isFirst = true;
  for (const row of rows) {
    text += `${isFirst ? '' : ','}${JSON.stringify(row)}`;
    isFirst = false;
    if (text.length > 64 * 1024) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(text + tail);
}

async function* chunksOf(body: Reply['body']): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) {
    yield body;
  } else {
    yield* body;
  }
}

async function write(response: ServerResponse, chunk: Uint8Array): Promise<void> {
  if (!response.write(chunk)) {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go);
        response.off('close', go);
        resolve();
      };
      response.on('drain', go);
      response.on('close', go);
    });
  }
}

/** One byte in the middle of what is sent differs. */
async function* corrupted(source: AsyncIterable<Uint8Array>, atByte: number): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const chunk of source) {
    const place = atByte - position;
    position += chunk.length;
    if (place >= 0 && place < chunk.length) {
      const changed = Buffer.from(chunk);
      changed[place] = (changed[place] ?? 0) ^ 0x01;
      yield changed;
    } else {
      yield chunk;
    }
  }
}

function breakLine(response: ServerResponse): void {
  // RST rather than a polite end: a cut line says nothing.
  response.socket?.resetAndDestroy();
  response.destroy();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const USUAL_DELAY_MS = 1000;
const HUGE_BYTES = 200 * 1024 * 1024;

/** Sends an answer, with what the faults make of it. */
export async function sendReply(response: ServerResponse, reply: Reply, faults: readonly FaultRule[]): Promise<void> {
  const find = (action: FaultRule['do']): FaultRule | undefined => faults.find((rule) => rule.do === action);
  const slow = find('slow');
  if (slow !== undefined) {
    await sleep(slow.ms ?? USUAL_DELAY_MS);
  }
  if (find('drop_answer') !== undefined) {
    breakLine(response);
    return;
  }
  const cut = faults.find((rule) => rule.do === 'cut' && rule.side !== 'request');
  const corrupt = find('corrupt');
  const size = reply.body instanceof Uint8Array ? reply.body.length : reply.size;
  response.writeHead(reply.status, {
    'Content-Type': reply.contentType,
    ...(size !== undefined && { 'Content-Length': String(size) }),
    ...reply.headers,
  });
  const source = chunksOf(reply.body);
  let left = cut === undefined ? Number.POSITIVE_INFINITY : (cut.atByte ?? 0);
  for await (const chunk of corrupt === undefined ? source : corrupted(source, corrupt.atByte ?? 0)) {
    if (response.destroyed) {
      return;
    }
    await write(response, chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) {
      // What was written gets out before the line breaks.
      await sleep(5);
      breakLine(response);
      return;
    }
  }
  response.end();
}

async function* zeros(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(256 * 1024, '0');
  yield Buffer.from('{"status":"OK","ErrorCode":"0","data":"');
  for (let sent = 0; sent < bytes; sent += piece.length) {
    yield piece;
  }
}

/** An answer that comes from no axis: of a proxy, a portal, or somebody who means harm. */
export function hostileReply(rule: FaultRule): Reply | undefined {
  switch (rule.do) {
    case 'http_error':
      return {
        ...jsonReply({ message: 'Lỗi theo yêu cầu thử nghiệm' }, 'http_error', rule.status ?? 503),
        contentType: 'text/plain; charset=utf-8',
      };
    case 'html':
      return {
        status: 200,
        contentType: 'text/html; charset=utf-8',
        body: Buffer.from('<!DOCTYPE html><html><body><h1>Cổng thông tin</h1>Hãy đăng nhập.</body></html>'),
        outcome: 'html',
      };
    case 'redirect':
      return {
        status: 302,
        contentType: 'text/plain',
        headers: { Location: 'http://127.0.0.1:9/khac' },
        body: Buffer.alloc(0),
        outcome: 'redirect',
      };
    case 'huge':
      return { status: 200, contentType: 'application/json', body: zeros(HUGE_BYTES), outcome: 'huge' };
    case 'endless':
      return {
        status: 200,
        contentType: 'application/json',
        body: zeros(Number.POSITIVE_INFINITY),
        outcome: 'endless',
      };
    default:
      return undefined;
  }
}

/** The line breaks with the request: nothing of it was taken. */
export function cutRequest(request: IncomingMessage, response: ServerResponse): void {
  request.destroy();
  breakLine(response);
}
