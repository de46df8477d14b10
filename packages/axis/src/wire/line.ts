import { type AxisAnswerSaid, AxisError, type AxisErrorCode, type AxisErrorDetail } from '../errors.ts';
import type { AxisTiming } from '../types.ts';
import { meaningOf, saidBy, sayError } from './said.ts';
import { type AxisResponse, type AxisTransport, TIMEOUT_CODES, UNSENT_CODES } from './transport.ts';

export const MIB = 1024 * 1024;

export interface LineSettings {
  /** As people call it: "Trục liên thông văn bản quốc gia". */
  axisName: string;
  endpoint: string;
  transport: AxisTransport;
  allowPlainHttp?: boolean | undefined;
  timing?: AxisTiming | undefined;
  retries?: number | undefined;
  random?: (() => number) | undefined;
}

export interface Call {
  method: 'GET' | 'POST';
  /** `/sendEdoc`, with its query. */
  path: string;
  /** Made anew for each attempt. */
  headers: () => Record<string, string>;
  body?: Uint8Array | (() => AsyncIterable<Uint8Array>);
  bodySize?: number;
  /** Done twice it is as if it were done once. */
  isSafe: boolean;
}

/** An answer whose body is timed: it ends, breaks with AxisError, or is left. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: AsyncGenerator<Uint8Array>;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Redirects and pages of proxies are no answers of an axis; which status means what. */
function statusProblem(status: number): { code: AxisErrorCode; final: boolean } | undefined {
  if (status >= 200 && status < 300) {
    return undefined;
  }
  switch (status) {
    case 401:
    case 403:
      return { code: 'axis.bad_credentials', final: true };
    case 404:
    case 405:
    case 501:
      return { code: 'axis.unsupported', final: true };
    case 413:
      return { code: 'axis.bad_message', final: true };
    case 408:
    case 429:
      return { code: 'axis.server_error', final: false };
    default:
      return status >= 500
        ? { code: 'axis.server_error', final: false }
        : { code: status < 400 ? 'axis.bad_answer' : 'axis.refused', final: true };
  }
}

/** One axis at one address: time, attempts, and what a failure means. */
export class Line {
  readonly #settings: LineSettings;
  readonly #base: string;

  constructor(settings: LineSettings) {
    this.#settings = settings;
    this.#base = settings.endpoint.replace(/\/+$/, '');
    const url = URL.canParse(this.#base) ? new URL(this.#base) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
      throw this.error('axis.bad_setting', { final: true }, 'Địa chỉ trục không hợp lệ; ghi dạng https://tên-máy-chủ.');
    }
    if (url.protocol === 'http:' && settings.allowPlainHttp !== true) {
      throw this.error(
        'axis.bad_setting',
        { final: true },
        'Địa chỉ trục không dùng TLS (https). Chỉ dùng http khi quản trị viên xác nhận đường truyền số liệu chuyên dùng khép kín.',
      );
    }
  }

  error(code: AxisErrorCode, detail: AxisErrorDetail = {}, text?: string): AxisError {
    const message = text === undefined ? sayError(this.#settings.axisName, code, detail.answer) : text;
    return new AxisError(code, message, detail);
  }

  get timing(): Required<AxisTiming> {
    return {
      silenceMs: 30_000,
      callMs: 60_000,
      slowestRate: 16 * 1024,
      retries: this.#settings.retries ?? 3,
      backoffMs: 500,
      maxAnswerBytes: MIB,
      ...this.#settings.timing,
    };
  }

  /**
   * Runs one attempt after the other: a safe call when the axis was silent or in trouble, any other only when nothing of it left.
   * @throws {AxisError}
   */
  async attempt<Result>(isSafe: boolean, once: () => Promise<Result>): Promise<Result> {
    const { retries, backoffMs } = this.timing;
    const random = this.#settings.random ?? Math.random;
    for (let repeated = 0; ; repeated += 1) {
      try {
        return await once();
      } catch (error) {
        const failure = this.explain(error, !isSafe);
        const mayRepeat = !failure.final && failure.code !== 'axis.bad_answer' && (isSafe || !failure.inDoubt);
        if (!mayRepeat || repeated >= retries) {
          throw failure;
        }
        await sleep(backoffMs * 2 ** repeated * (0.5 + random() / 2));
      }
    }
  }

  /** One exchange: answers once the head of a good answer is there. @throws {AxisError} */
  async exchange(call: Call): Promise<Answer> {
    const { silenceMs, callMs, slowestRate } = this.timing;
    const size = call.body instanceof Uint8Array ? call.body.length : (call.bodySize ?? 0);
    const abort = new AbortController();
    const giveUp = setTimeout(() => abort.abort(), callMs + (size / slowestRate) * 1000);
    try {
      const answering = this.#settings.transport({
        method: call.method,
        url: this.#base + call.path,
        headers: call.headers(),
        ...(call.body !== undefined && { body: call.body instanceof Uint8Array ? call.body : call.body() }),
        ...(size > 0 && { bodySize: size }),
        timeoutMs: silenceMs,
        signal: abort.signal,
      });
      const response = await this.#orAborted(answering, abort.signal);
      const body = this.#paced(response, abort, !call.isSafe);
      const problem = statusProblem(response.status);
      if (problem !== undefined) {
        const said = await saidIn(body);
        const answer = { httpStatus: response.status, ...said };
        const { code, final } = meaningOf(said.errorCode ?? '') ?? problem;
        throw this.error(code, { final, inDoubt: !call.isSafe && response.status >= 500, answer });
      }
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      throw this.explain(error, !call.isSafe);
    } finally {
      clearTimeout(giveUp);
    }
  }

  /** Any failure as AxisError; `isRisky`: a call that may have taken effect. */
  explain(error: unknown, isRisky: boolean): AxisError {
    if (error instanceof AxisError) {
      return error;
    }
    const code = codeOf(error);
    if (UNSENT_CODES.has(code)) {
      return this.error('axis.unreachable', { cause: error });
    }
    const isTimeout = TIMEOUT_CODES.has(code) || (error as Error | null)?.name === 'TimeoutError';
    return this.error(isTimeout ? 'axis.timeout' : 'axis.broken', { inDoubt: isRisky, cause: error });
  }

  async #orAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
    let stop: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(Object.assign(new Error('given up'), { code: 'ETIMEDOUT' }));
      signal.addEventListener('abort', stop);
    });
    // Whoever loses the race still ends, unheard.
    promise.catch(() => undefined);
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      signal.removeEventListener('abort', stop ?? (() => undefined));
    }
  }

  /** A body that comes at a crawl is given up as one that does not come. */
  async *#paced(response: AxisResponse, abort: AbortController, isRisky: boolean): AsyncGenerator<Uint8Array> {
    const { callMs, slowestRate } = this.timing;
    const source = response.body[Symbol.asyncIterator]();
    const startedAt = performance.now();
    let size = 0;
    let isWhole = false;
    try {
      for (;;) {
        const left = callMs + (size / slowestRate) * 1000 - (performance.now() - startedAt);
        const giveUp = setTimeout(() => abort.abort(), Math.max(left, 0));
        const step = await this.#orAborted(Promise.resolve(source.next()), abort.signal).finally(() =>
          clearTimeout(giveUp),
        );
        if (step.done === true) {
          isWhole = true;
          return;
        }
        size += step.value.length;
        yield step.value;
      }
    } catch (error) {
      throw this.explain(error, isRisky);
    } finally {
      if (!isWhole) {
        abort.abort();
        // The line may hang: nobody waits for its end.
        void Promise.resolve(source.return?.()).catch(() => undefined);
      }
    }
  }
}

const MAX_SAID = 64 * 1024;

/** What a refusal says, when it says it in JSON; pages of proxies say nothing that helps. */
async function saidIn(body: AsyncGenerator<Uint8Array>): Promise<AxisAnswerSaid> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > MAX_SAID) {
        return {};
      }
      chunks.push(Buffer.from(chunk));
    }
    return saidBy(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    // The status alone has to do.
    return {};
  }
}
