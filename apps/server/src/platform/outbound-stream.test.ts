import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hostOf, type OutboundOptions } from './outbound.ts';
import { createOutboundStream, type StreamRequest } from './outbound-stream.ts';

let server: http.Server;
let base = '';
let hits = 0;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    hits += 1;
    if (request.url === '/redirect') {
      response.writeHead(302, { location: `${base}/elsewhere` }).end('moved');
    } else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ten bytes.');
      setTimeout(() => response.destroy(), 10);
    } else if (request.url === '/halting') {
      response.write('a word, then nothing');
    } else if (request.url === '/silent') {
      request.resume();
    } else {
      const hash = createHash('sha256');
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        hash.update(chunk);
      });
      request.on('end', () => {
        response.setHeader('X-Length', request.headers['content-length'] ?? 'chunked');
        response.end(`${size} ${hash.digest('hex')}`);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // an address, since it listens on a port
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  hits = 0;
});

const ask = (path: string, request: Partial<StreamRequest> = {}, options: Partial<OutboundOptions> = {}) =>
  createOutboundStream({ allowHosts: [hostOf(base) ?? ''], allowLoopback: true, ...options })({
    url: `${base}${path}`,
    method: 'POST',
    headers: {},
    ...request,
  });

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const PIECE = randomBytes(64 * 1024);
async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield PIECE;
  }
}

describe('bodies', () => {
  test('a stream arrives whole, with its length when it is known', async () => {
    const hash = createHash('sha256');
    for (let index = 0; index < 80; index += 1) {
      hash.update(PIECE);
    }
    const whole = `${80 * PIECE.length} ${hash.digest('hex')}`;
    const known = await ask('/', { body: pieces(80), bodySize: 80 * PIECE.length });
    expect(known.headers['x-length']).toBe(String(80 * PIECE.length));
    expect(await read(known.body)).toBe(whole);
    const unknown = await ask('/', { body: pieces(80) });
    expect(unknown.headers['x-length']).toBe('chunked');
    expect(await read(unknown.body)).toBe(whole);
  });

  test('bytes and nothing', async () => {
    expect(await read((await ask('/', { body: Buffer.from('abc') })).body)).toMatch(/^3 /);
    const none = await ask('/');
    expect(none.headers['x-length']).toBe('0');
    expect(await read(none.body)).toMatch(/^0 /);
  });

  test('a source that breaks ends the exchange with its own error', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield PIECE;
      throw new Error('the file is gone');
    };
    await expect(ask('/', { body: broken(), bodySize: 10 * PIECE.length })).rejects.toThrow('the file is gone');
  });
});

describe('lines that fail', () => {
  test('an answer that breaks is no answer', async () => {
    const cut = await ask('/cut');
    await expect(read(cut.body)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('silence before and within the answer', async () => {
    await expect(ask('/silent', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'platform.outbound_timeout' });
    const halting = await ask('/halting', { timeoutMs: 50 });
    await expect(read(halting.body)).rejects.toMatchObject({ code: 'platform.outbound_timeout' });
  });

  test('who gives up closes the line', async () => {
    const given = new AbortController();
    const answering = ask('/silent', { signal: given.signal });
    given.abort();
    await expect(answering).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('nobody there', async () => {
    const nobody = http.createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}/`; // an address, since it listens on a port
    await new Promise((resolve) => nobody.close(resolve));
    await expect(ask('', { url }, { allowHosts: [hostOf(url) ?? ''] })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the same guards as at the other door', () => {
  const REFUSED = { code: 'platform.outbound_refused' };

  test('hosts nobody configured, this computer, names that lead to it', async () => {
    await expect(ask('/', {}, { allowHosts: [] })).rejects.toMatchObject(REFUSED);
    await expect(ask('/', {}, { allowLoopback: false })).rejects.toMatchObject(REFUSED);
    const url = base.replace('127.0.0.1', 'axis.test');
    const named = { allowHosts: [hostOf(url) ?? ''], allowLoopback: false };
    const leads = { ...named, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };
    await expect(ask('', { url }, leads)).rejects.toMatchObject(REFUSED);
    expect(hits).toBe(0);
    expect((await ask('', { url }, { ...leads, allowLoopback: true })).status).toBe(200);
  });

  test('a redirect is shown, not followed', async () => {
    const moved = await ask('/redirect');
    expect(moved.status).toBe(302);
    await read(moved.body);
    expect(hits).toBe(1);
  });
});
