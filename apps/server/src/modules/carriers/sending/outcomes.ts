import { AxisError, type AxisErrorCode } from '@congvu/axis';
import type { SendOutcome } from '../carrier.ts';
import type { Trouble } from '../connection-health.ts';

/** Troubles of the way, not of the message: every other message would meet them too. */
const OF_THE_WAY: ReadonlySet<AxisErrorCode> = new Set([
  'axis.unreachable',
  'axis.timeout',
  'axis.broken',
  'axis.bad_credentials',
  'axis.bad_answer',
  'axis.server_error',
  'axis.unsupported',
  'axis.bad_setting',
]);
/** One such answer speaks for all messages: trying three times learns nothing. */
const AT_ONCE: ReadonlySet<AxisErrorCode> = new Set(['axis.bad_credentials', 'axis.unsupported', 'axis.bad_setting']);

/** What a failure says about the connection; undefined when only about this message. */
export function troubleOf(error: AxisError): Trouble | undefined {
  return OF_THE_WAY.has(error.code)
    ? { code: error.code, message: error.message, atOnce: AT_ONCE.has(error.code) }
    : undefined;
}

/** What the failure of one attempt means for the letter (spec interchange §9, §10). */
export function outcomeOf(error: AxisError): Extract<SendOutcome, { ok: false }> {
  // No line at all: nothing of the letter left, so that it has lost no attempt.
  const untried = error.code === 'axis.unreachable' && !error.inDoubt;
  return {
    ok: false,
    final: error.final,
    code: error.code,
    reason: error.message,
    ...(error.inDoubt && { inDoubt: true }),
    ...(untried && { untried: true }),
  };
}

/** Whatever was thrown, as an error of the axis. */
export function asAxisError(error: unknown): AxisError {
  return error instanceof AxisError
    ? error
    : new AxisError('axis.broken', 'Kết nối bị ngắt giữa chừng, hệ thống sẽ tự gửi lại.', {
        inDoubt: true,
        cause: error,
      });
}
