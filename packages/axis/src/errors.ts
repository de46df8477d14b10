/** What went wrong at an axis, told apart by what the caller can do about it. */
export type AxisErrorCode =
  /** No line: name, network, certificate. Nothing was sent. */
  | 'axis.unreachable'
  | 'axis.timeout'
  /** The line broke on the way. */
  | 'axis.broken'
  /** Refused for a reason the axis gave and that this package does not know. */
  | 'axis.refused'
  | 'axis.bad_credentials'
  /** Not what the protocol promises: HTML, a redirect, cut JSON, too long. */
  | 'axis.bad_answer'
  | 'axis.unknown_receiver'
  | 'axis.sender_unregistered'
  | 'axis.receiver_locked'
  /** The envelope or the file was refused. */
  | 'axis.bad_message'
  | 'axis.unknown_document'
  /** What came is not what the list or the header promised. */
  | 'axis.hash_mismatch'
  | 'axis.server_error'
  /** This axis has no such call. */
  | 'axis.unsupported'
  /** A setting or an argument is wrong; nothing was sent. */
  | 'axis.bad_setting';

export interface AxisErrorDetail {
  /** Another attempt would end the same way. */
  final?: boolean;
  /** The request may have taken effect although no good answer came. */
  inDoubt?: boolean;
  /** Code and words of the axis, as it gave them. */
  answer?: AxisAnswerSaid;
  cause?: unknown;
}

export interface AxisAnswerSaid {
  httpStatus?: number;
  errorCode?: string;
  errorText?: string;
}

/**
 * The only class this package throws. `message` is Vietnamese: what is wrong and what to do.
 *
 * @example
 * try { await axis.send(bytes, meta); } catch (error) {
 *   if (error instanceof AxisError && error.inDoubt) { await axis.findSent({ … }); }
 * }
 */
export class AxisError extends Error {
  override readonly name = 'AxisError';
  readonly code: AxisErrorCode;
  readonly final: boolean;
  readonly inDoubt: boolean;
  readonly answer: AxisAnswerSaid | undefined;

  constructor(code: AxisErrorCode, message: string, detail: AxisErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.final = detail.final ?? false;
    this.inDoubt = detail.inDoubt ?? false;
    this.answer = detail.answer;
  }
}
