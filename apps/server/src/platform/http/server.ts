import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isKnownAction, type Subject } from '../authorise.ts';
import type { ActingContext, Context, IdempotencyKey, Services } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import type { EventHub } from '../events.ts';
import { newId } from '../ids.ts';
import { withinAgency } from '../reach.ts';
import { assertProved } from '../step-up.ts';
import { addBodyDeadline } from './body-deadline.ts';
import { deviceKind } from './device-kind.ts';
import { sendError } from './errors.ts';
import { addEventStream } from './event-stream.ts';
import { addHealth } from './health.ts';
import { buildInput } from './input.ts';
import { addPolicyReports } from './policy-reports.ts';
import type { Route } from './route.ts';
import { addSecurityHooks, bodyHash, sessionCookieName, setSecurityHeaders } from './security.ts';
import { addSecurityTxt } from './security-txt.ts';
import { addWebFiles } from './web-files.ts';

z.config(z.locales.vi());

declare module 'fastify' {
  interface FastifyContextConfig {
    fromProgram?: boolean;
  }
  interface FastifyRequest {
    signedIn: SignedIn | undefined;
  }
}

const JSON_LIMIT = 2 * 1024 * 1024;
/** Ten thousand lines of the widest list, in Vietnamese letters. */
const LONG_JSON_LIMIT = 16 * 1024 * 1024;
/** Per session or address and minute: far above a busy clerk, far below a flood. */
const REQUESTS_PER_MINUTE = 1_200;
/** Programs bring no cookie, so that a whole office counts as one address; each fetches a batch of a thousand files. */
const PROGRAM_REQUESTS_PER_MINUTE = 6_000;

export interface SignedIn {
  sessionId: string;
  subject: Subject;
  mustChangePassword: boolean;
  /** Until when the last proof of oneself counts; left out = there is none. */
  provedUntil?: Date;
}

/** What may be told of an act that a policy forbade: neither body nor query. */
export interface RefusedAct {
  method: string;
  path: string;
  code: string;
  objectId: string | undefined;
}

export interface ServerPorts {
  services: Services;
  routes: Route[];
  /**
   * Answers who holds the session cookie; `passive` looks without counting as an act of the person, `opened` is the session of a page
   * that was let in before its token was changed. The identity module plugs it in.
   */
  resolveSession(token: string, options?: { passive?: boolean; opened?: string }): Promise<SignedIn | undefined>;
  events: EventHub;
  uploadLimit: number;
  /** Looks at what a signed-in person writes before any use case does (state secrets); documents plugs it in. */
  inspectBody?(context: ActingContext, given: { door: string; body: unknown }): Promise<void>;
  /** Failed attempts leave their trace too (security.md §2.8); the audit module plugs it in. */
  refused?(context: ActingContext, act: RefusedAct): Promise<void>;
  /** How often an open page's session is looked at; 15 seconds unless told. */
  heartbeatMs?: number;
  /** How long the body of a form may take; 15 seconds unless told. */
  bodyLimitMs?: number;
}

/** Deny by default: the server does not start with a route whose policy nobody declared (architecture.md §2.7). */
export function assertPolicies(routes: Route[]): void {
  const unknown = routes.filter(
    (route) => route.policy !== 'public' && route.policy !== 'session' && !isKnownAction(route.policy),
  );
  if (unknown.length > 0) {
    const list = unknown.map((route) => `${route.method} ${route.path} (${route.policy})`).join(', ');
    throw new Error(`Máy chủ không khởi động: đường dẫn chưa khai quyền: ${list}`);
  }
}

function readIdempotency(request: FastifyRequest, route: Route): IdempotencyKey | undefined {
  if (route.method === 'GET' || route.fromProgram) {
    return undefined;
  }
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\w-]{8,80}$/.test(key)) {
    throw invalid(
      'platform.idempotency_key_missing',
      'Thiếu mã thao tác (Idempotency-Key). Tải lại trang rồi làm lại.',
    );
  }
  return { key, route: `${route.method} ${request.url}`, bodyHash: bodyHash(request) };
}

async function authenticate(request: FastifyRequest, route: Route, ports: ServerPorts): Promise<SignedIn | undefined> {
  const token = request.cookies[sessionCookieName(ports.services.config).name];
  const signedIn = token === undefined ? undefined : await ports.resolveSession(token);
  if (route.policy === 'public') {
    return signedIn;
  }
  if (signedIn === undefined) {
    throw new AppError(
      'identity.sign_in_required',
      401,
      'Phiên làm việc đã kết thúc. Đăng nhập lại; nội dung đang nhập vẫn được giữ trên máy này.',
    );
  }
  if (signedIn.mustChangePassword && route.policy !== 'session') {
    throw new AppError(
      'identity.password_change_required',
      403,
      'Cần đổi mật khẩu lần đầu (hoặc bật xác thực hai lớp theo quy định của cơ quan) trước khi làm việc.',
    );
  }
  return signedIn;
}

/** A trace that cannot be kept does not turn a refusal into a fault. */
async function tellRefused(
  { refused }: ServerPorts,
  context: Context,
  { route, params, error }: { route: Route; params: unknown; error: unknown },
): Promise<void> {
  const { subject } = context;
  if (refused === undefined || subject === undefined || !(error instanceof AppError) || error.status !== 403) {
    return;
  }
  const id = params !== null && typeof params === 'object' && 'id' in params ? params.id : undefined;
  const objectId = typeof id === 'string' ? id : undefined;
  const act = { method: route.method, path: route.path, code: error.code, objectId };
  await refused({ ...context, subject }, act).catch((fault: unknown) => {
    context.log.error({ err: fault }, 'a refused act could not be recorded');
  });
}

/** Signing in and out goes on when the disk is full: it writes next to nothing, and whoever cannot sign in cannot read. */
function isWrite({ method, policy, raw, fromProgram }: Route): boolean {
  return method !== 'GET' && ((policy !== 'public' && policy !== 'session') || raw || fromProgram);
}

/** At a public door nobody stands yet whose agency could be the bound: signing in, the letters of other servers, the check page. */
function within<T>({ policy }: Route, { subject }: Context, work: () => T): T {
  return policy === 'public' || subject === undefined ? work() : withinAgency(subject.agencyId, work);
}

function addRoute(app: FastifyInstance, route: Route, ports: ServerPorts): void {
  const schema = {
    summary: route.summary,
    description: `policy: ${route.policy}`,
    ...(route.params && { params: route.params }),
    ...(route.query && { querystring: route.query }),
    ...(route.body && { body: route.body }),
    ...(route.response && { response: { 200: route.response } }),
  };
  app.route({
    method: route.method,
    url: route.path,
    ...(route.longBody && { bodyLimit: LONG_JSON_LIMIT }),
    config: {
      fromProgram: route.fromProgram,
      mayTakeLong: route.upload || route.raw || route.longBody,
      ...(route.fromProgram && { rateLimit: { max: PROGRAM_REQUESTS_PER_MINUTE } }),
    },
    schema,
    // Before a byte of the body is read: a stranger learns nothing of what the route would take, and no body is kept for him.
    preParsing: async (request) => {
      request.signedIn = await authenticate(request, route, ports);
    },
    handler: async (request, reply) => {
      const { signedIn } = request;
      const context: Context = {
        ...ports.services,
        log: request.log as Services['log'], // Fastify's logger is the pino instance it was given
        subject: signedIn?.subject,
        meta: {
          requestId: request.id,
          ip: request.ip,
          userAgent: request.headers['user-agent'] ?? '',
          device: deviceKind(request.headers),
          ...(signedIn?.provedUntil !== undefined && { provedUntil: signedIn.provedUntil }),
        },
        idempotency: readIdempotency(request, route),
      };
      if (isWrite(route)) {
        ports.services.storage?.assertWritable();
      }
      if (route.stepUp) {
        assertProved(context);
      }
      if (route.method !== 'GET' && context.subject !== undefined) {
        const given = { door: `${route.method} ${route.path}`, body: request.body };
        await ports.inspectBody?.({ ...context, subject: context.subject }, given);
      }
      const input = buildInput(request, reply, route, ports.services.config, ports.uploadLimit);
      const answer = await within(route, context, () =>
        route.handle(context, input).catch(async (error: unknown) => {
          await tellRefused(ports, context, { route, params: request.params, error });
          throw error;
        }),
      );
      return input.hasSentFile() ? reply : (answer ?? {});
    },
  });
}

/** Their bodies are left on the wire: the handler decides from the headers whether a byte is read. */
function addRawRoutes(scope: FastifyInstance, ports: ServerPorts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const route of ports.routes.filter(({ raw }) => raw)) {
    addRoute(scope, route, ports);
  }
}

export async function buildServer(ports: ServerPorts): Promise<FastifyInstance> {
  assertPolicies(ports.routes);
  const { config, log } = ports.services;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger, // its own narrower type would make every plugin generic
    genReqId: () => newId(),
    bodyLimit: JSON_LIMIT,
    requestTimeout: 120_000,
    // Otherwise Node looks every 30 seconds, and half a header lives that long.
    http: { headersTimeout: 8_000, connectionsCheckingInterval: 2_000 },
    trustProxy: config.publicUrl.startsWith('https://') ? 'loopback' : false,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot be read is answered before any hook.
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply, config);
      sendError(error, request, reply);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendError);
  // Before anything that answers by itself.
  addBodyDeadline(app, ports.bodyLimitMs);
  await app.register(cookie);
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    keyGenerator: (request) => request.cookies[sessionCookieName(config).name] ?? request.ip,
    allowList: () => log.level === 'silent',
  });
  await app.register(multipart, { limits: { fileSize: ports.uploadLimit, files: 50, fields: 20 } });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Công Vụ', version: '0.1.0' } },
    transform: jsonSchemaTransform,
  });
  app.decorateRequest('signedIn', undefined);
  addSecurityHooks(app, config);
  app.get('/api/docs', { schema: { hide: true } }, async () => app.swagger());
  const metrics = addHealth(app, ports.services);
  await addPolicyReports(app, log, metrics);
  addSecurityTxt(app, ports.services);
  addEventStream(app, ports);
  for (const route of ports.routes.filter(({ raw }) => !raw)) {
    addRoute(app, route, ports);
  }
  await app.register(async (scope) => addRawRoutes(scope, ports));
  await addWebFiles(app, config);
  return app;
}
