import { macOf, signHeaders } from '../national/signature.ts';
import { saidBy, textOf } from '../wire/said.ts';
import type { AxisTransport } from '../wire/transport.ts';

export interface SystemAccess {
  systemId: string;
  secret: string;
  /** A body this system speaks for. */
  code: string;
}

export interface EndpointTarget {
  endpoint: string;
  transport: AxisTransport;
  now: () => Date;
  /** The endpoint is not https, and that is meant. */
  allowPlainHttp?: boolean;
  /** Attempts beyond the first; 1. */
  retries?: number;
  sender: SystemAccess;
  /** Whom messages are sent to and who fetches them; the sender itself when absent. */
  receiver?: SystemAccess;
}

type Headers = Record<string, string>;

export interface RawAnswer {
  isOk: boolean;
  /** What the axis said, for people. */
  said: string;
}

const MAX_READ = 256 * 1024;

async function readSome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    chunks.push(Buffer.from(chunk));
    if (size > MAX_READ) {
      break;
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A call with headers just as they are: what a client that works never sends. */
export async function askRaw(target: EndpointTarget, call: string, headers: Headers): Promise<RawAnswer> {
  const response = await target.transport({
    method: 'POST',
    url: `${target.endpoint.replace(/\/+$/, '')}/${call}`,
    headers,
    timeoutMs: 30_000,
  });
  const text = await readSome(response.body);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { isOk: false, said: `HTTP ${response.status}, không phải JSON` };
  }
  const { errorCode = '', errorText = '' } = saidBy(body);
  const isOk = response.status === 200 && textOf(body, 'status')?.toUpperCase() === 'OK' && /^0?$/.test(errorCode);
  return { isOk, said: `HTTP ${response.status}, mã ${errorCode || '–'}${errorText === '' ? '' : `, "${errorText}"`}` };
}

export function headersFor(target: EndpointTarget, parameters: Record<string, string>, at: Date): Headers {
  const { systemId, secret } = target.sender;
  return signHeaders({ systemId, secret, parameters, timestamp: at });
}

/** The same pairs in the opposite order, signed anew: the text is another, and just as good. */
export function inReverseOrder(headers: Headers, secret: string): Headers {
  const pairs = Object.entries(JSON.parse(headers['XroadVnpt-sign-header'] ?? '{}') as Headers).toReversed();
  const text = JSON.stringify(Object.fromEntries(pairs));
  return {
    ...headers,
    'XroadVnpt-sign-header': text,
    'XroadVnpt-sign-header-key': pairs.map(([name]) => name.replace('XroadVnpt-', '')).join(';'),
    'XroadVnpt-hash-header': macOf(secret, text),
  };
}
