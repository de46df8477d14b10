import { AxisError } from '../errors.ts';

export interface SignInput {
  systemId: string;
  secret: string;
  /** Those of the call; `Content-Type` is `application/json` unless given. */
  parameters: Readonly<Record<string, string>>;
  timestamp: Date;
}

export type VerifyCode = 'mac_wrong' | 'header_mismatch' | 'timestamp_old' | 'replayed' | 'unknown_system';

export type VerifyResult =
  | { ok: true; systemId: string; parameters: Record<string, string> }
  | { ok: false; code: VerifyCode; reason: string };

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

export function signHeaders(_input: SignInput): Record<string, string> {
  throw new AxisError('axis.unsupported', 'Ký tiêu đề của trục chưa sẵn sàng trong bản này.', { final: true });
}

export function verifyHeaders(
  _headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  _options: VerifyOptions,
): VerifyResult {
  throw new AxisError('axis.unsupported', 'Kiểm tra tiêu đề của trục chưa sẵn sàng trong bản này.', { final: true });
}
