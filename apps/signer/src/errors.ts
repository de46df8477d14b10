/** Every failure of a token or of the agent, told apart by `code`. */
export type SignerErrorCode =
  | 'signer.module_missing'
  | 'signer.module_failed'
  | 'signer.no_token'
  | 'signer.wrong_slot'
  | 'signer.token_removed'
  | 'signer.pin_needed'
  | 'signer.pin_incorrect'
  | 'signer.pin_locked'
  | 'signer.pin_unusable'
  | 'signer.no_key'
  | 'signer.algorithm'
  | 'signer.sessions'
  | 'signer.device'
  | 'signer.owner_crashed'
  | 'signer.cancelled'
  | 'signer.refused'
  | 'signer.expired'
  | 'signer.bare_hash'
  | 'signer.content_mismatch'
  | 'signer.content_unreachable'
  | 'signer.request'
  | 'signer.settings';

/** `message` is Vietnamese: what is wrong and what to do. */
export class SignerError extends Error {
  override name = 'SignerError';
  readonly code: SignerErrorCode;

  constructor(code: SignerErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export interface PlainError {
  code: SignerErrorCode;
  message: string;
}

/** What may cross a process or reach a page: never a stack, never a cause. */
export function plainError(error: unknown): PlainError {
  if (error instanceof SignerError) {
    return { code: error.code, message: error.message };
  }
  const detail = error instanceof Error ? error.message : 'không rõ';
  return { code: 'signer.device', message: `Thiết bị ký số báo lỗi (${detail}). Rút ra cắm lại rồi làm lại.` };
}

export function fromPlain({ code, message }: PlainError): SignerError {
  return new SignerError(code, message);
}
