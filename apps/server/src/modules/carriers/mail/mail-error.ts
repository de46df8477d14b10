import type { MailCarrierErrorCode } from '@congvu/contracts';

/** What went wrong between us and a server of mail, in words for administrators and clerks. */
export class MailError extends Error {
  override name = 'MailError';
  readonly code: MailCarrierErrorCode;
  /** Another attempt would end the same way. */
  readonly final: boolean;
  /** The mail may be on its way all the same. */
  readonly inDoubt: boolean;
  /** Of the server or the line: every other mail would meet it too. */
  readonly isOfTheWay: boolean;

  constructor(
    code: MailCarrierErrorCode,
    message: string,
    options: { final?: boolean; inDoubt?: boolean; isOfTheWay?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.final = options.final ?? false;
    this.inDoubt = options.inDoubt ?? false;
    this.isOfTheWay = options.isOfTheWay ?? false;
  }
}
