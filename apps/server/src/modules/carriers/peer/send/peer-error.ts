import type { PeerErrorCode } from '@congvu/contracts';

/** What went wrong between us and another installation, in words for administrators and clerks. */
export class PeerError extends Error {
  override name = 'PeerError';
  readonly code: PeerErrorCode;
  /** The request may have had its effect. */
  readonly inDoubt: boolean;
  /** Another line may be tried at once: the one in use had been closed. */
  readonly isBroken: boolean;

  constructor(
    code: PeerErrorCode,
    message: string,
    options: { inDoubt?: boolean; isBroken?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.inDoubt = options.inDoubt ?? false;
    this.isBroken = options.isBroken ?? false;
  }
}
