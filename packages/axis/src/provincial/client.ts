import type {
  AxisContent,
  AxisTiming,
  ProvincialAxis,
  ReceivedMessage,
  ReceivedQuery,
  SendMeta,
  SentReceipt,
  TransportState,
} from '../types.ts';
import { download } from '../wire/download.ts';
import { type Call, Line, MIB } from '../wire/line.ts';
import { readJson, readPicked } from '../wire/read-answer.ts';
import { fieldOf, meaningOf, saidBy, textOf } from '../wire/said.ts';
import { countedContent, multipartBody } from '../wire/send-form.ts';
import type { AxisTransport } from '../wire/transport.ts';
import { writeLocal } from '../wire/vietnam-time.ts';
import { readEdocAnswer } from './read-edoc.ts';
import { readReceived } from './rows.ts';
import { TokenKeeper } from './token.ts';

export interface ProvincialSettings {
  endpoint: string;
  username: string;
  password: string;
  applicationCode: string;
  systemId: string;
  secretKey: string;
  transport: AxisTransport;
  now: () => Date;
  /** What updateStatus calls "done": one axis says `done`, one client sends `03`. */
  doneValue?: string;
  /** Attempts beyond the first, where safe, and after error 20. 3. */
  retries?: number;
  timing?: AxisTiming;
  /** The link is closed (TSLCD) and an administrator confirmed it. */
  allowPlainHttp?: boolean;
  /** Draws the chance in waiting times; for tests. */
  random?: () => number;
}

const MAX_ROW_BYTES = 64 * 1024;
const DAY_MS = 86_400_000;
/** Asked for when the caller names no time: the call wants one. */
const USUAL_WINDOW_MS = 7 * DAY_MS;

/**
 * success, errorCode and data.errorCode: none of them may say no. Codes that nobody knows are final, as the axis' own client takes
 * them.
 * @throws {AxisError}
 */
function assertOk(body: unknown, line: Line, inDoubt = false): void {
  const said = saidBy(body);
  const success = fieldOf(body, 'success');
  const hasCode = said.errorCode !== undefined;
  if (
    typeof body !== 'object' ||
    body === null ||
    (success === undefined && !hasCode && fieldOf(body, 'data') === undefined)
  ) {
    const text = 'Trả lời của trục không dùng được: thiếu success và data. Kiểm tra lại địa chỉ trục.';
    throw line.error('axis.bad_answer', { inDoubt, answer: said }, text);
  }
  if (success !== false && (!hasCode || said.errorCode === '0')) {
    return;
  }
  const meaning = meaningOf(said.errorCode ?? '') ?? { code: 'axis.refused' as const, final: true };
  throw line.error(meaning.code, { final: meaning.final, answer: said });
}

/** The line with its token: signed in once for everybody, anew at 29 minutes or when the axis no longer takes the token. */
class ProvincialLine extends Line {
  readonly tokens: TokenKeeper;
  readonly #settings: ProvincialSettings;

  constructor(settings: ProvincialSettings) {
    super({ axisName: 'Trục liên thông cấp tỉnh', ...settings });
    this.#settings = settings;
    this.tokens = new TokenKeeper(this, settings);
  }

  /** One attempt, repeated once with a new token after 401: what was refused for its token has had no effect. */
  async withToken<Result>(call: Call, use: (call: Call) => Promise<Result>): Promise<Result> {
    const token = await this.tokens.current();
    try {
      return await use(this.#authorised(call, token));
    } catch (error) {
      const failure = this.explain(error, !call.isSafe);
      if (failure.answer?.httpStatus !== 401) {
        throw failure;
      }
      return use(this.#authorised(call, await this.tokens.renew(token)));
    }
  }

  #authorised(call: Call, token: string): Call {
    const { systemId, secretKey } = this.#settings;
    return {
      ...call,
      headers: () => ({
        ...call.headers(),
        Authorization: `Bearer ${token}`,
        'X-SystemId': systemId,
        'X-SecretKey': secretKey,
        Accept: 'application/json',
      }),
    };
  }

  async ask(call: Call): Promise<unknown> {
    return this.attempt(call.isSafe, () =>
      this.withToken(call, async (authorised) => {
        const body = await readJson(await this.exchange(authorised), this, !call.isSafe);
        assertOk(body, this, !call.isSafe);
        return body;
      }),
    );
  }
}

function get(path: string, query: Readonly<Record<string, string>>): Call {
  return { method: 'GET', path: `${path}?${new URLSearchParams(query)}`, headers: () => ({}), isSafe: true };
}

async function send(line: ProvincialLine, content: AxisContent, meta: SendMeta): Promise<SentReceipt> {
  const formed = multipartBody(
    countedContent(content, meta.size, line),
    meta.size,
    `----congvu${meta.sha256.slice(0, 32)}`,
    { name: 'edocFile', fileName: `${meta.sha256}.edxml`, fields: { messageType: meta.messageType } },
  );
  const body = await line.ask({
    method: 'POST',
    path: '/v1/sendEdoc',
    headers: () => ({ 'Content-Type': formed.contentType }),
    body: formed.body,
    bodySize: formed.size,
    isSafe: false,
  });
  const docId = textOf(body, 'docId') ?? textOf(fieldOf(body, 'data'), 'docId');
  if (docId === undefined) {
    const text = 'Trục nhận gói tin nhưng không trả về docId; không rõ đã nhận hay chưa.';
    throw line.error('axis.bad_answer', { inDoubt: true, answer: saidBy(body) }, text);
  }
  return { docId, answer: saidBy(body) };
}

async function listReceived(line: ProvincialLine, query: ReceivedQuery, now: Date): Promise<ReceivedMessage[]> {
  const until = query.until ?? now;
  const since = query.since ?? new Date(until.getTime() - USUAL_WINDOW_MS);
  const call = get('/v1/syncReceivedEdocList', {
    messageType: query.messageType,
    fromDate: writeLocal(since, 'yyyy/MM/dd'),
    toDate: writeLocal(until, 'yyyy/MM/dd'),
  });
  return line.attempt(true, () =>
    line.withToken(call, async (authorised) => {
      const rows: ReceivedMessage[] = [];
      const take = (element: unknown): void => {
        rows.push(...readReceived(element, query.messageType));
      };
      const rest = await readPicked(await line.exchange(authorised), line, {
        elements: { path: ['data'], take },
        maxElementBytes: MAX_ROW_BYTES,
        maxRestBytes: MIB,
      });
      assertOk(rest, line);
      return rows;
    }),
  );
}

async function acknowledge(
  line: ProvincialLine,
  doneValue: string,
  docId: string,
  state: TransportState,
): Promise<void> {
  const body = Buffer.from(JSON.stringify({ docId, status: state === 'done' ? doneValue : state }));
  const headers = { 'Content-Type': 'application/json' };
  await line.ask({ method: 'POST', path: '/v1/updateStatus', headers: () => headers, body, isSafe: true });
}

/**
 * The provincial document axis (LGSP REST, Lạng Sơn pattern). The token is fetched when first needed.
 *
 * @throws {AxisError} `axis.bad_setting` for an address that is none, or without TLS
 * @example
 * const axis = provincialClient({ endpoint, username, password, applicationCode, systemId, secretKey, transport, now });
 * await axis.send(bytes, { from: 'H35.9', messageType: 'edoc', sha256, size: bytes.length });
 */
export function provincialClient(settings: ProvincialSettings): ProvincialAxis {
  const line = new ProvincialLine(settings);
  return {
    login: () => line.attempt(true, () => line.tokens.signIn()),
    send: (content, meta) => send(line, content, meta),
    listReceived: (query) => listReceived(line, query, settings.now()),
    fetch: (docId, options = {}) =>
      download(line, options, async () => {
        const answer = await line.withToken(get('/v1/getEdoc', { docId }), (call) => line.exchange(call));
        return { from: 0, body: readEdocAnswer(answer, line, assertOk) };
      }),
    acknowledge: (docId, state) => acknowledge(line, settings.doneValue ?? 'done', docId, state),
  };
}
