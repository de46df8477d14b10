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

/** Where a browser tells what the policy of a page stopped (`policy-reports.ts`). */
export const REPORT_PATH = '/api/policy-reports';
const REPORT_GROUP = 'congvu';

/**
 * Who may make the HTML and the scripts a page sets: the mail (cleaned by the very policy), the worker of the PDF reader, and two
 * libraries that parse into documents that run nothing. Each name once.
 */
const TRUSTED = 'congvu-mail congvu-worker dompurify ProseMirrorClipboard';

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
  "require-trusted-types-for 'script'",
  `trusted-types ${TRUSTED}`,
  `report-uri ${REPORT_PATH}`,
].join('; ');

function isHttps({ publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  return publicUrl.startsWith('https://');
}

/** Text and numbers are styled by attributes the components compute; scripts and style sheets are ours alone. */
export function contentSecurityPolicy(nonce: string): string {
  return POLICY.replace('NONCE', nonce);
}

/**
 * The policy of a page and where to report to. Browsers take reporting endpoints of secure pages only, and one that knows `report-to`
 * no longer looks at `report-uri`: over plain http it would tell nobody.
 */
export function setPagePolicy(reply: FastifyReply, config: Pick<Config, 'publicUrl'>, nonce: string): void {
  const policy = contentSecurityPolicy(nonce);
  if (isHttps(config)) {
    void reply.header('reporting-endpoints', `${REPORT_GROUP}="${REPORT_PATH}"`);
  }
  void reply.header('content-security-policy', isHttps(config) ? `${policy}; report-to ${REPORT_GROUP}` : policy);
}

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Of every answer, whoever writes it; a page and a file bring a policy of their own. */
export function securityHeaders(config: Pick<Config, 'publicUrl'>): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    ...(isHttps(config) && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
  };
}

export function setSecurityHeaders(reply: FastifyReply, config: Config): void {
  for (const [name, value] of Object.entries(securityHeaders(config))) {
    if (name !== 'content-security-policy' || !reply.hasHeader(name)) {
      void reply.header(name, value);
    }
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
