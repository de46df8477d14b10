import { createHash, randomBytes } from 'node:crypto';
import { AGENT_HOST, AGENT_PORTS } from '@congvu/pki/agent';
import { VGCA_BASE } from '@congvu/pki/vgca';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

function isOwnOrigin(request: FastifyRequest, config: Config): boolean {
  const { origin } = request.headers;
  if (origin === undefined) {
    return true;
  }
  return (
    origin === config.publicUrl ||
    origin === `http://${request.headers.host}` ||
    origin === `https://${request.headers.host}`
  );
}

/** Cross-site requests never reach a command: Origin, Sec-Fetch-Site and a header no form can send (security.md §2.3). */
export function refuseForeignOrigin(request: FastifyRequest, config: Config): void {
  if (SAFE_METHODS.has(request.method) || request.routeOptions.config.fromProgram === true) {
    return;
  }
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || !isOwnOrigin(request, config) || request.headers['x-requested-with'] !== 'congvu') {
    throw new AppError('platform.foreign_origin', 403, 'Yêu cầu không đến từ trang của Công Vụ nên bị từ chối.');
  }
}

/** Programs on the signer's own computer that hold the token: the page talks to these addresses and to nothing else outside. */
const SIGNING_PROGRAMS = [...AGENT_PORTS.map((port) => `http://${AGENT_HOST}:${port}`), VGCA_BASE].join(' ');

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'nonce-NONCE'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  `connect-src 'self' ${SIGNING_PROGRAMS}`,
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Text and numbers are styled by attributes the components compute; scripts and style sheets are ours alone. */
export function contentSecurityPolicy(nonce: string): string {
  return POLICY.replace('NONCE', nonce);
}

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

export function setSecurityHeaders(reply: FastifyReply, config: Config): void {
  void reply.header('x-content-type-options', 'nosniff');
  void reply.header('referrer-policy', 'same-origin');
  void reply.header('cross-origin-opener-policy', 'same-origin');
  void reply.header('cross-origin-resource-policy', 'same-origin');
  void reply.header('permissions-policy', 'camera=(self), microphone=(), geolocation=()');
  if (config.publicUrl.startsWith('https://')) {
    void reply.header('strict-transport-security', 'max-age=63072000; includeSubDomains');
  }
  if (!reply.hasHeader('content-security-policy')) {
    void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  }
}

/** `__Host-` needs Secure, which browsers grant to https and to localhost; a plain-http office network gets a warning at start. */
export function sessionCookieName(config: Config): { name: string; secure: boolean } {
  const { protocol, hostname } = new URL(config.publicUrl);
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
  return secure ? { name: '__Host-congvu', secure } : { name: 'congvu', secure };
}

const THIS_MACHINE = new Set(['127.0.0.1', '::1', 'localhost']);

/** Said at every start of an office that others reach without encryption. */
export function plainHttpWarning({ host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>): string[] {
  return publicUrl.startsWith('https://') || THIS_MACHINE.has(host)
    ? []
    : [
        'CẢNH BÁO: trang đi qua http, mật khẩu và văn bản không được mã hóa trên mạng. Đặt sau proxy HTTPS, CONGVU_PUBLIC_URL=https://…',
      ];
}

export function bodyHash(request: FastifyRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest('hex');
}

export function addSecurityHooks(app: FastifyInstance, config: Config): void {
  app.addHook('onRequest', async (request) => refuseForeignOrigin(request, config));
  app.addHook('onSend', async (request, reply) => {
    setSecurityHeaders(reply, config);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
  });
}
