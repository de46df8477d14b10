import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { AppError } from '../../errors.ts';
import { hostOf, type Resolver } from '../../outbound.ts';
import { createOutboundStream, type StreamRequest, type StreamResponse } from '../../outbound-stream.ts';
import type { S3Config } from '../place-config.ts';
import { failureOf, isPassing, S3Failure } from './s3-errors.ts';
import { readErrorAnswer } from './s3-xml.ts';

export interface S3Request {
  method: StreamRequest['method'];
  /** Below the bucket, with the prefix; empty for the bucket itself. */
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Held whole: it may have to be sent again. */
  body?: Uint8Array;
}

/** Names in lower case. */
type Headers = StreamResponse['headers'];

export interface S3Options {
  resolve?: Resolver;
  /** How long to wait before asking again. */
  pause?(ms: number): Promise<void>;
}

const SILENCE_MS = 60_000;
const RETRIES = 6;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 8_000;
/** A page of a thousand names, with room. */
const LONGEST_ANSWER = 8 * 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/;

async function readBody(answer: StreamResponse): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const bytes of answer.body) {
    size += bytes.length;
    if (size > LONGEST_ANSWER) {
      throw new S3Failure(answer.status, 'TooLong', 'answer too long');
    }
    parts.push(Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}

async function refusalOf(answer: StreamResponse): Promise<S3Failure> {
  const { code, message } = readErrorAnswer((await readBody(answer)).toString('utf8'));
  return new S3Failure(answer.status, code, message);
}

function readCa(path: string | undefined): string | undefined {
  if (path !== undefined && !existsSync(path)) {
    throw new AppError('backup.s3_setting', 422, `Tệp chứng thư CONGVU_S3_CA ${path} không có.`);
  }
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

function baseOf({ endpoint, bucket, isPathStyle }: S3Config): string {
  const url = new URL(endpoint);
  return isPathStyle ? `${url.origin}/${bucket}/` : `${url.protocol}//${bucket}.${url.host}/`;
}

/** RFC 3986: what the signature is over is then what goes over the wire, letter for letter. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function addressOf(base: string, { key, query = {} }: S3Request): string {
  const words = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const path = key.split('/').map(encode).join('/');
  return `${base}${path}${words.length === 0 ? '' : `?${words.join('&')}`}`;
}

/** Asks one bucket, signed (Signature Version 4), through the door every request of this server goes through. */
export function s3Client(config: S3Config, options: S3Options = {}) {
  const base = baseOf(config);
  const ca = readCa(config.caFile);
  const host = hostOf(base) ?? '';
  const { pause = wait as (ms: number) => Promise<void> } = options;
  const send = createOutboundStream({
    allowHosts: [host],
    // Only where whoever runs the machine has named this very machine; a name of theirs that leads here stays refused.
    allowLoopback: LOOPBACK.test(new URL(config.endpoint).hostname),
    ...(ca !== undefined && { tls: new Map([[host, { ca }]]) }),
    ...(options.resolve !== undefined && { resolve: options.resolve }),
  });

  const sign = async (request: S3Request): Promise<StreamRequest> => {
    const { method, body = new Uint8Array() } = request;
    const { id, secret } = config.credentials();
    const signer = new AwsV4Signer({
      method,
      url: addressOf(base, request),
      headers: {
        ...request.headers,
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        // Buckets with object lock ask for it beside the signed hash.
        ...(method === 'PUT' && { 'content-md5': createHash('md5').update(body).digest('base64') }),
      },
      accessKeyId: id,
      secretAccessKey: secret,
      service: 's3',
      region: config.region,
    });
    const { url, headers } = await signer.sign();
    return {
      method,
      url: url.href,
      headers: Object.fromEntries(headers),
      timeoutMs: SILENCE_MS,
      ...((method === 'PUT' || method === 'POST') && { body }),
    };
  };

  /** Once; the body is still to be read. */
  const open = async (request: S3Request): Promise<StreamResponse> => {
    try {
      const answer = await send(await sign(request));
      if (answer.status >= 300) {
        throw await refusalOf(answer);
      }
      return answer;
    } catch (error) {
      throw failureOf(error);
    }
  };

  /** Does it again, later each time, as long as what went wrong may pass. */
  const persist = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let turn = 0; ; turn += 1) {
      try {
        return await work();
      } catch (error) {
        if (turn >= RETRIES || !isPassing(error)) {
          throw error;
        }
        await pause(pauseBefore(turn));
      }
    }
  };

  /** Until there is an answer that `read` understands. */
  const ask = <T = void>(request: S3Request, read?: (text: string, headers: Headers) => T): Promise<T> =>
    persist(async () => {
      const answer = await open(request);
      try {
        const text = (await readBody(answer)).toString('utf8');
        return read === undefined ? (undefined as T) : read(text, answer.headers);
      } catch (error) {
        throw failureOf(error);
      }
    });

  return { open, ask, pause };
}

export type S3Client = ReturnType<typeof s3Client>;

/** Twice as long each time, and not at the same moment as everybody else who was told to slow down. */
export function pauseBefore(turn: number): number {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** turn);
  return most / 2 + (Math.random() * most) / 2;
}

export { RETRIES };
