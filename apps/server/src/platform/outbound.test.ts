import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOutbound, hostOf, type OutboundOptions, type Resolver } from './outbound.ts';

/** A server that must never be reached, on both loopback addresses where there are two. */
let canary: http.Server;
let port = 0;
let hits = 0;

beforeAll(async () => {
  canary = http.createServer((request, response) => {
    hits += 1;
    if (request.url === '/redirect') {
      response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    } else if (request.url === '/large') {
      response.end(Buffer.alloc(300_000));
    } else if (request.url === '/drip') {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    } else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ten bytes.');
      setTimeout(() => response.destroy(), 10);
    } else {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.setHeader('X-Asked', request.method ?? '').end(Buffer.concat(chunks)));
    }
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  port = (canary.address() as AddressInfo).port; // an address, since it listens on a port
});
afterAll(() => new Promise((resolve) => canary.close(resolve)));
beforeEach(() => {
  hits = 0;
});

const ask = (
  url: string,
  options: Partial<OutboundOptions> = {},
  limits: { timeoutMs?: number; maxBytes?: number } = {},
) => createOutbound({ allowHosts: [hostOf(url) ?? ''], ...options })({ url, method: 'GET', ...limits });

const resolvesTo =
  (...answers: string[]): Resolver =>
  async () => {
    const address = answers.length > 1 ? (answers.shift() ?? '') : (answers[0] ?? '');
    return [{ address, family: address.includes(':') ? 6 : 4 }];
  };

const REFUSED = { code: 'platform.outbound_refused' };

describe('this computer, however it is written', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
    'http://[::7f00:1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::]:PORT/',
    'http://localhost:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://169.254.169.254:PORT/',
    'http://[fe80::1]:PORT/',
  ])('%s is refused although configured', async (form) => {
    const url = form.replace('PORT', String(port));
    await expect(ask(url, {}, { timeoutMs: 500 })).rejects.toMatchObject(REFUSED);
    expect(hits).toBe(0);
  });

  test('the same server answers where loopback is allowed', async () => {
    const { status } = await ask(`http://127.0.0.1:${port}/`, { allowLoopback: true });
    expect([status, hits]).toEqual([200, 1]);
  });
});

describe('names', () => {
  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '169.254.169.254'])(
    'one that resolves to %s is refused',
    async (address) => {
      await expect(ask(`http://tsa.example:${port}/`, { resolve: resolvesTo(address) })).rejects.toMatchObject(REFUSED);
      expect(hits).toBe(0);
    },
  );

  test('one bad address among good ones is enough', async () => {
    const resolve: Resolver = async () => [
      { address: '192.0.2.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    await expect(ask(`http://tsa.example:${port}/`, { resolve })).rejects.toMatchObject(REFUSED);
    expect(hits).toBe(0);
  });

  test('one that changes after it was asked is never asked twice for a connection', async () => {
    const answers = ['192.0.2.1', '127.0.0.1'];
    let asked = 0;
    const resolve: Resolver = async () => {
      asked += 1;
      return [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
    };
    const transport = createOutbound({ allowHosts: [`tsa.example:${port}`], resolve });
    const request = { url: `http://tsa.example:${port}/`, method: 'GET' as const, timeoutMs: 200 };
    await expect(transport(request)).rejects.toMatchObject({ code: expect.stringMatching(/^platform\.outbound_/) });
    expect([asked, hits]).toEqual([1, 0]);
    await expect(transport(request)).rejects.toMatchObject(REFUSED);
    expect([asked, hits]).toEqual([2, 0]);
  });

  test('negative control: the name is reached where its address is allowed', async () => {
    await ask(`http://tsa.example:${port}/`, { resolve: resolvesTo('127.0.0.1'), allowLoopback: true });
    expect(hits).toBe(1);
  });
});

describe('only what is configured', () => {
  test.each([
    'http://other.example/',
    'http://tsa.example:8080/',
    'https://tsa.example/',
    'ftp://tsa.example/',
    'file:///etc/passwd',
    'not an address',
  ])('%s is not', async (url) => {
    const transport = createOutbound({ allowHosts: ['tsa.example:80'], resolve: resolvesTo('192.0.2.1') });
    await expect(transport({ url, method: 'GET' })).rejects.toMatchObject(REFUSED);
  });

  test('nor an address that carries a password', async () => {
    const url = `http://a:b@127.0.0.1:${port}/`;
    await expect(ask(url, { allowLoopback: true })).rejects.toMatchObject(REFUSED);
    expect(hits).toBe(0);
  });
});

describe('limits', () => {
  const here = (path: string, limits = {}) =>
    ask(`http://127.0.0.1:${port}${path}`, { allowLoopback: true }, { timeoutMs: 2_000, ...limits });

  test('a redirect is not followed', async () => {
    await expect(here('/redirect')).rejects.toMatchObject({ code: 'platform.outbound_redirect' });
    expect(hits).toBe(1);
  });

  test('too much is not read', async () => {
    await expect(here('/large', { maxBytes: 200_000 })).rejects.toMatchObject({ code: 'platform.outbound_too_large' });
    expect((await here('/large', { maxBytes: 300_000 })).body).toHaveLength(300_000);
  });

  test('a line that drips does not stay open', async () => {
    await expect(here('/drip', { timeoutMs: 150 })).rejects.toMatchObject({ code: 'platform.outbound_timeout' });
  });

  test('an answer cut short is none', async () => {
    await expect(here('/cut')).rejects.toMatchObject({ code: 'platform.outbound_failed' });
  });

  test('nobody there', async () => {
    await expect(ask('http://127.0.0.1:1/', { allowLoopback: true })).rejects.toMatchObject({
      code: 'platform.outbound_failed',
    });
  });

  test('a body goes there and comes back, header names in lower case', async () => {
    const transport = createOutbound({ allowHosts: [`127.0.0.1:${port}`], allowLoopback: true });
    const body = Buffer.from('xin chào');
    const answer = await transport({ url: `http://127.0.0.1:${port}/`, method: 'POST', body });
    expect(Buffer.from(answer.body).toString()).toBe('xin chào');
    expect(answer.headers['x-asked']).toBe('POST');
  });
});

const hasOpenssl = ['/usr/bin/openssl', '/usr/local/bin/openssl'].some(existsSync);
if (!hasOpenssl) {
  process.stderr.write('openssl không có trên máy này: ca TLS hai chiều được để ngoài.\n');
}

describe.runIf(hasOpenssl)('TLS', () => {
  let dir: string;
  let server: https.Server;
  let url: string;

  function make(name: string): { cert: string; key: string } {
    const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.crt`)];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
    const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  }

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'congvu-tls-'));
    const theirs = make('may-chu');
    const ours = make('cong-vu');
    const settings = { ...theirs, ca: ours.cert, requestCert: true, rejectUnauthorized: false };
    server = https.createServer(settings, (request, response) => {
      // An https server's sockets are TLS.
      response.end((request.socket as TLSSocket).authorized ? 'known' : 'unknown');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`; // an address, since it listens on a port
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(dir, { recursive: true });
  });

  const tls = (given: { cert: string; key: string; ca?: string }) => new Map([[hostOf(url) ?? '', given]]);
  const read = (file: string) => readFileSync(join(dir, file), 'utf8');

  test('shows its own certificate where one is configured, to whom it was told to trust', async () => {
    const ours = { cert: read('cong-vu.crt'), key: read('cong-vu.key') };
    const known = await ask(url, { allowLoopback: true, tls: tls({ ...ours, ca: read('may-chu.crt') }) });
    expect(Buffer.from(known.body).toString()).toBe('known');
  });

  test('nobody who is not vouched for', async () => {
    await expect(ask(url, { allowLoopback: true })).rejects.toMatchObject({ code: 'platform.outbound_failed' });
  });
});
