import { createHmac, timingSafeEqual } from 'node:crypto';
import { AxisError } from '../errors.ts';
import { readTimestamp, writeTimestamp } from '../wire/vietnam-time.ts';

const PREFIX = 'XroadVnpt-';
const VERSION = '3.0.201608';
const USER_AGENT = 'JAVASDKAgent/1.0.0 XRoad/VPCP';
/** Headers of one request together stay far below; more is no request of a client. */
const MAX_SIGNED_TEXT = 16 * 1024;

export interface SignInput {
  systemId: string;
  secret: string;
  /** Those of the call; `Content-Type` is `application/json` unless given. */
  parameters: Readonly<Record<string, string>>;
  timestamp: Date;
}

export type VerifyCode = 'mac_wrong' | 'header_mismatch' | 'timestamp_old' | 'replayed' | 'unknown_system';

export type VerifyResult =
  | { ok: true; systemId: string /** The signed ones, names without prefix. */; parameters: Record<string, string> }
  | { ok: false; code: VerifyCode /** Vietnamese. */; reason: string };

/** Remembers header sets for a while. `first` answers false for one that was there before. */
export interface ReplayStore {
  first(key: string, now: Date): boolean;
}

export interface VerifyOptions {
  secretOf: (systemId: string) => string | undefined;
  now: () => Date;
  /** Older (or so far ahead) is refused. Without it any age is taken: the Java SDK keeps one timestamp for its whole life. */
  maxAgeMs?: number;
  /** Without one a repeated header set is taken: the Java SDK sends the same one for the same question. */
  seen?: ReplayStore;
}

type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Lower-case hex HMAC-SHA256 of the literal header text; the secret is taken as text, whatever it looks like. */
export function macOf(secret: string, text: string): string {
  // Header bytes reach JavaScript as Latin-1; beyond it the text never was a header.
  const bytes = Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1');
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(bytes).digest('hex');
}

/** Headers of the signature itself: a parameter of that name would take their place. */
const RESERVED: ReadonlySet<string> = new Set(['version', 'sign-header', 'sign-header-key', 'hash-header']);

function assertParameter(name: string, value: string): void {
  if (!/^[A-Za-z0-9-]+$/.test(name) || RESERVED.has(name.toLowerCase())) {
    throw new AxisError('axis.bad_setting', `Tên tham số "${name}" không đặt được vào tiêu đề.`, { final: true });
  }
  // Parameters travel as HTTP headers (RFC 9110 §5.5): visible ASCII only, or proxies change them and the MAC breaks.
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) {
    throw new AxisError(
      'axis.bad_setting',
      `Giá trị của tham số "${name}" trống hoặc có ký tự ngoài ASCII nên không gửi được qua trục. Kiểm tra lại mã, tên hệ thống đã khai.`,
      { final: true },
    );
  }
}

/**
 * All headers of a call to the national axis, `Content-Type` and `User-Agent` included: every parameter with its prefix, the
 * compact JSON of them, the list of their names and the MAC of that very JSON text.
 *
 * @throws {AxisError} `axis.bad_setting` for a value that no header can carry
 * @example
 * signHeaders({ systemId: 'test.h35.01', secret, parameters: { docId }, timestamp: new Date() })['XroadVnpt-hash-header'];
 */
export function signHeaders(input: SignInput): Record<string, string> {
  const { 'Content-Type': contentType = 'application/json', ...own } = input.parameters;
  const parameters: Record<string, string> = {
    systemid: input.systemId,
    ...own,
    timestamp: writeTimestamp(input.timestamp),
    'Content-Type': contentType,
  };
  for (const [name, value] of Object.entries(parameters)) {
    assertParameter(name, value);
  }
  const prefixed = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [PREFIX + name, value]));
  const text = JSON.stringify(prefixed);
  return {
    ...prefixed,
    'Content-Type': contentType,
    'User-Agent': USER_AGENT,
    [`${PREFIX}sign-header`]: text,
    [`${PREFIX}sign-header-key`]: Object.keys(parameters).join(';'),
    [`${PREFIX}hash-header`]: macOf(input.secret, text),
    [`${PREFIX}version`]: VERSION,
  };
}

/** By name in lower case; a header given twice has no value that could be trusted. */
function lowerCased(headers: HeaderValues): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const only = typeof value === 'string' ? value : value?.length === 1 ? value[0] : undefined;
    if (only !== undefined) {
      found.set(name.toLowerCase(), only);
    }
  }
  return found;
}

function isSame(given: string, expected: string): boolean {
  const left = Buffer.from(given, 'utf8');
  const right = Buffer.from(expected, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(code: VerifyCode, reason: string): VerifyResult {
  return { ok: false, code, reason };
}

/** The signed pairs, names without prefix; undefined when one of them is not what its header says. */
function signedPairs(text: string, headers: ReadonlyMap<string, string>): Record<string, string> | undefined {
  let pairs: unknown;
  try {
    pairs = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof pairs !== 'object' || pairs === null || Array.isArray(pairs)) {
    return undefined;
  }
  // Names come from outside: no prototype that one of them could reach.
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(pairs)) {
    const isOurs = name.toLowerCase().startsWith(PREFIX.toLowerCase());
    if (!isOurs || typeof value !== 'string' || headers.get(name.toLowerCase()) !== value) {
      return undefined;
    }
    parameters[name.slice(PREFIX.length)] = value;
  }
  return parameters;
}

function ageProblem(timestamp: string, options: VerifyOptions): VerifyResult | undefined {
  if (options.maxAgeMs === undefined) {
    return undefined;
  }
  const at = readTimestamp(timestamp);
  const now = options.now();
  if (at === undefined) {
    return refused('timestamp_old', 'Dấu thời gian trong tiêu đề không đọc được.');
  }
  const apart = Math.abs(now.getTime() - at.getTime());
  return apart > options.maxAgeMs
    ? refused(
        'timestamp_old',
        `Dấu thời gian trong tiêu đề lệch ${Math.round(apart / 1000)} giây so với đồng hồ của trục. Chỉnh lại đồng hồ máy chủ gửi.`,
      )
    : undefined;
}

/**
 * The server's side: MAC over the literal text in any order of keys, then every signed pair against its header, then age and
 * repetition where wanted. Headers that were not signed are not answered. Never throws, whatever it is given.
 *
 * @example
 * const verdict = verifyHeaders(request.headers, { secretOf: (id) => secrets.get(id), now: () => new Date() });
 * if (verdict.ok) { console.log(verdict.parameters.docId); }
 */
export function verifyHeaders(headers: HeaderValues, options: VerifyOptions): VerifyResult {
  const found = lowerCased(headers);
  const text = found.get('xroadvnpt-sign-header');
  const mac = found.get('xroadvnpt-hash-header');
  const systemId = found.get('xroadvnpt-systemid');
  if (text === undefined || mac === undefined || systemId === undefined || text.length > MAX_SIGNED_TEXT) {
    return refused('header_mismatch', 'Thiếu tiêu đề XroadVnpt-systemid, -sign-header hoặc -hash-header.');
  }
  const secret = options.secretOf(systemId);
  if (secret === undefined) {
    return refused('unknown_system', `Hệ thống "${systemId.slice(0, 64)}" chưa được đăng ký trên trục.`);
  }
  if (!isSame(mac.trim().toLowerCase(), macOf(secret, text))) {
    return refused('mac_wrong', 'Mã xác thực của tiêu đề sai: khóa bí mật không đúng hoặc tiêu đề đã bị sửa.');
  }
  const parameters = signedPairs(text, found);
  if (parameters === undefined || parameters['systemid'] !== systemId || parameters['timestamp'] === undefined) {
    return refused('header_mismatch', 'Tiêu đề gửi kèm khác với nội dung đã ký trong XroadVnpt-sign-header.');
  }
  const old = ageProblem(parameters['timestamp'], options);
  if (old !== undefined) {
    return old;
  }
  if (options.seen?.first(mac.trim().toLowerCase(), options.now()) === false) {
    return refused('replayed', 'Yêu cầu này đã được gửi một lần rồi.');
  }
  return { ok: true, systemId, parameters };
}
