import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAddress, splitAddresses, transportTo } from '../src/pdf/network.ts';

let server: Server;
let origin: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    switch (request.url) {
      case '/away':
        response.writeHead(302, { location: '/there' }).end();
        return;
      case '/long':
        response.end(Buffer.alloc(10_000));
        return;
      case '/never':
        return;
      default:
        response.end('ok');
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('hosts of the command line and no others, no redirect, no answer without end', async () => {
  const ask = transportTo([`${origin}/tsa`]);
  expect(Buffer.from((await ask({ url: `${origin}/crl`, method: 'GET' })).body).toString()).toBe('ok');
  expect((await ask({ url: `${origin}/away`, method: 'GET' })).status).toBe(302);
  expect(asked).not.toContain('/there');
  await expect(ask({ url: origin.replace('127.0.0.1', 'localhost'), method: 'GET' })).rejects.toThrow('dòng lệnh');
  await expect(ask({ url: 'http://127.0.0.1:1/', method: 'GET' })).rejects.toThrow('dòng lệnh');
  await expect(ask({ url: `${origin}/long`, method: 'GET', maxBytes: 100 })).rejects.toThrow();
  await expect(ask({ url: `${origin}/never`, method: 'GET', timeoutMs: 50 })).rejects.toThrow();
});

test('addresses and files are told apart', () => {
  expect(splitAddresses(['http://a.vn/x.crl', './b.crl', 'HTTPS://c.vn'])).toEqual({
    urls: ['http://a.vn/x.crl', 'HTTPS://c.vn'],
    files: ['./b.crl'],
  });
  expect(() => readAddress('file:///etc/passwd', '--tsa')).toThrow('--tsa');
});
