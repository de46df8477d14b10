import type { z } from 'zod';
import type { ActingContext, Context } from '../context.ts';

export interface UploadedFile {
  name: string;
  declaredType: string;
  stream: NodeJS.ReadableStream;
}

export interface FileAnswer {
  /** 200 unless given. */
  status?: number;
  stream: NodeJS.ReadableStream | Buffer;
  headers: Record<string, string>;
}

/** A request as it came over the wire, for a caller that signs its bytes. */
export interface RawRequest {
  method: string;
  /** Path and query, untouched. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** The body, once. @throws AppError 413 `platform.body_too_large`, 408 `platform.body_too_slow` */
  read(limits: { maxBytes: number; timeoutMs: number }): Promise<Buffer>;
}

interface RouteCommon<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** One sentence for the API page. */
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Fields that are not in the schema never leave the server. Undefined for files and streams. */
  response?: R;
  /** Takes multipart/form-data; parts are read by `request.files()` of the raw request. */
  upload?: boolean;
  /** Takes a list of ten thousand lines in one body. */
  longBody?: boolean;
  /**
   * Called by a program on somebody's computer that sends neither our cookie nor our headers: a one-time secret in the path is
   * all its right. Only with policy `public`.
   */
  fromProgram?: boolean;
  /**
   * Asks for a proof of oneself that is not older than the setting (security.md §2.2): acts that stand for a signature, delegation,
   * export, administration, keys. Flows that use a key with its PIN are their own proof.
   */
  stepUp?: boolean;
  /** The body is left on the wire for the handler (`input.raw`), whatever type it says; no body schema. */
  raw?: boolean;
}

interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  files(): AsyncIterable<UploadedFile>;
  /** Cookies and the raw answer, for sign-in and streams only. */
  cookies: Record<string, string | undefined>;
  setCookie(name: string, value: string | undefined, maxAgeSeconds?: number): void;
  sendFile(file: FileAnswer): void;
  /** Tells the browser to forget the answers of this site it kept for later (Clear-Site-Data). */
  forgetCache(): void;
  /** Only in routes declared `raw`. */
  raw: RawRequest;
}

export type RouteInput = Input<z.ZodType, z.ZodType, z.ZodType>;

/**
 * Who may call: `public` nobody signed in, `session` any signed-in user (also one who must still change the password),
 * otherwise an action some policy file declares (`module.verb`). A route without one keeps the server from starting.
 */
export type RoutePolicy = 'public' | 'session' | `${string}.${string}`;

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  summary: string;
  policy: RoutePolicy;
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  response: z.ZodType | undefined;
  upload: boolean;
  longBody: boolean;
  fromProgram: boolean;
  stepUp: boolean;
  raw: boolean;
  handle(context: Context, input: RouteInput): Promise<unknown>;
}

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = RouteCommon<
  P,
  Q,
  B,
  R
> &
  (
    | { policy: 'public'; handle(context: Context, input: Input<P, Q, B>): Promise<z.input<R>> }
    | {
        policy: Exclude<RoutePolicy, 'public'>;
        handle(context: ActingContext, input: Input<P, Q, B>): Promise<z.input<R>>;
      }
  );

/**
 * Declares one route: method, path, policy, schemas and the use case it calls (≤ 5 lines, no logic).
 * @example
 * defineRoute({ method: 'GET', path: '/api/incoming', policy: 'incoming.list', summary: '…', query: IncomingQuery,
 *   response: IncomingPage, handle: (context, { query }) => listIncoming(context, query) })
 */
export function defineRoute<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
>(definition: Definition<P, Q, B, R>): Route {
  return {
    method: definition.method,
    path: definition.path,
    summary: definition.summary,
    policy: definition.policy,
    params: definition.params,
    query: definition.query,
    body: definition.body,
    response: definition.response,
    upload: definition.upload ?? false,
    longBody: definition.longBody ?? false,
    fromProgram: (definition.policy === 'public' && definition.fromProgram) ?? false,
    stepUp: (definition.policy !== 'public' && definition.stepUp) ?? false,
    raw: definition.raw ?? false,
    // The server parses with these very schemas and refuses a missing subject before it calls, so the types hold.
    handle: (context, input) => definition.handle(context as ActingContext, input as Input<P, Q, B>),
  };
}
