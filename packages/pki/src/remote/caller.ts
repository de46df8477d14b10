import { PkiError } from '../errors.ts';
import type { HttpTransport } from '../http.ts';
import type { RemoteErrorCode } from './errors.ts';
import { escapeXml } from './xml.ts';

/** Longest answer taken: certificates with chains and a batch of signatures stay far below. */
const MAX_ANSWER = 4 * 1024 * 1024;
/** Beyond the transport's own limit, in case it has none. */
const GRACE_MS = 1_000;

export interface Call {
  url: string;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
  /** Asking twice does no harm: sent once more after a lost connection or a 502, 503, 504. */
  isRepeatable?: boolean;
  timeoutMs?: number;
}

export interface Answer {
  status: number;
  text: string;
}

/** The one place where a service is called: time limits, repetition, and error texts without secrets. */
export interface RemoteCaller {
  call(call: Call): Promise<Answer>;
  /** From now on cut out of every text: tokens, one-time codes. */
  hide(secret: string): void;
  /** `said` is the service's own word; shortened, secrets cut out. */
  fault(code: RemoteErrorCode, text: string, said?: unknown): PkiError;
}

interface CallerOptions {
  label: string;
  secret: string;
  transport: HttpTransport;
  timeoutMs: number;
}

const REPEATABLE_STATUS = new Set([502, 503, 504]);

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = 'code' in error ? String(error.code) : '';
  return /timeout|abort/i.test(`${error.name} ${code}`) || code === 'ETIMEDOUT';
}

/** A code like ECONNREFUSED or platform.outbound_host says what to do; messages may carry anything and are left out. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Za-z_.]{3,60}$/.test(code) ? ` (mã ${code})` : '';
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Every spelling in which a secret could come back: as sent in JSON, XML, a form or an address. */
function spellings(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    escapeXml(secret),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64'),
  ];
}

export function createCaller({ label, secret, transport, timeoutMs }: CallerOptions): RemoteCaller {
  const hidden = new Set<string>(spellings(secret));
  const clean = (said: unknown): string => {
    let text = typeof said === 'string' || typeof said === 'number' ? String(said) : '';
    for (const one of [...hidden].sort((left, right) => right.length - left.length)) {
      text = one === '' ? text : text.replaceAll(one, '•••');
    }
    return text
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 160);
  };
  const fault: RemoteCaller['fault'] = (code, text, said) => {
    const word = clean(said);
    return new PkiError(code, `${label}: ${text}${word === '' ? '' : ` Dịch vụ báo: “${word}”.`}`);
  };
  const attempt = async (call: Call): Promise<Answer> => {
    const limit = call.timeoutMs ?? timeoutMs;
    try {
      const { status, body } = await within(
        limit + GRACE_MS,
        transport({
          url: call.url,
          method: 'POST',
          headers: { 'content-type': call.contentType, ...call.headers },
          body: Buffer.from(call.body),
          timeoutMs: limit,
          maxBytes: MAX_ANSWER,
        }),
      );
      return { status, text: Buffer.from(body.subarray(0, MAX_ANSWER)).toString('utf8') };
    } catch (error) {
      throw isTimeout(error)
        ? fault(
            'pki.remote_timeout',
            'không trả lời kịp. Đợi một lát rồi thử lại; nếu lặp lại, gọi tổng đài của dịch vụ.',
          )
        : fault(
            'pki.remote_unreachable',
            `không kết nối được${codeOf(error)}. Kiểm tra đường mạng và địa chỉ trong cấu hình rồi thử lại.`,
          );
    }
  };
  return {
    fault,
    hide: (value) => {
      for (const one of value.length < 4 ? [] : spellings(value)) {
        hidden.add(one);
      }
    },
    async call(call) {
      const first = await attempt(call).catch((error: unknown) => {
        // Waiting a second time for what is slow helps nobody; the caller comes back by itself.
        if (call.isRepeatable === true && error instanceof PkiError && error.code === 'pki.remote_unreachable') {
          return undefined;
        }
        throw error;
      });
      const isDone = first !== undefined && !(call.isRepeatable === true && REPEATABLE_STATUS.has(first.status));
      return isDone ? first : attempt(call);
    },
  };
}
