export type BackendErrorCode = 'EXISTS' | 'NOT_FOUND' | 'POLICY' | 'UNREACHABLE' | 'UNSUPPORTED' | 'PARTIAL';

/** Why a backend did not do what it was told; only `UNREACHABLE` is worth another try by itself. */
export class MailBackendError extends Error {
  override name = 'MailBackendError';
  readonly code: BackendErrorCode;

  /** `message` is Vietnamese: the administrator reads it beside the mailbox. */
  constructor(code: BackendErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
