import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { newNonce, setPagePolicy } from './security.ts';

const DIST = fileURLToPath(new URL('../../../../web/dist/', import.meta.url));
const PLACEHOLDER = '__CSP_NONCE__';
const NOT_BUILT =
  '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Công Vụ</title><p>Giao diện chưa được dựng. Chạy: npm start</p></html>';

/** Serves the built pages; every other address that is not /api is the application itself (its own router decides). */
export async function addWebFiles(app: FastifyInstance, config: Pick<Config, 'publicUrl'>): Promise<void> {
  const built = existsSync(`${DIST}index.html`);
  const page = built ? readFileSync(`${DIST}index.html`, 'utf8') : NOT_BUILT;
  if (built) {
    await app.register(fastifyStatic, { root: DIST, index: false, wildcard: false, immutable: true, maxAge: '30d' });
  }
  app.setNotFoundHandler((request, reply) => {
    // A part of an older build that is gone must not be answered with the page: the browser would run it as a script.
    const isPart = /^\/(?:api|assets|pdfjs)\//.test(request.url);
    if (isPart || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return reply
        .status(404)
        .send({ error: { code: 'platform.not_found', message: 'Không tìm thấy.', fields: [], requestId: request.id } });
    }
    const nonce = newNonce();
    setPagePolicy(reply, config, nonce);
    return reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(PLACEHOLDER, nonce));
  });
}
