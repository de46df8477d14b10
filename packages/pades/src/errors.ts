/** Every failure this package throws on purpose, told apart by `code`. */
export type PadesErrorCode =
  | 'pades.not_pdf'
  | 'pades.junk_before_header'
  | 'pades.encrypted'
  | 'pades.hybrid'
  | 'pades.generation'
  | 'pades.repeated_key'
  | 'pades.broken'
  | 'pades.limit'
  | 'pades.too_large'
  | 'pades.page'
  | 'pades.field_missing'
  | 'pades.field_taken'
  | 'pades.field_signed'
  | 'pades.field_type'
  | 'pades.text'
  | 'pades.forbidden'
  | 'pades.certification_late'
  | 'pades.image'
  | 'pades.font'
  | 'pades.base_changed'
  | 'pades.prepared_invalid'
  | 'pades.expired'
  | 'pades.signature_mismatch'
  | 'pades.placeholder_overflow'
  | 'pades.algorithm'
  | 'pades.already_invalid'
  | 'pades.already_changed'
  | 'pades.unsigned'
  | 'pades.revoked'
  | 'pades.evidence'
  | 'pades.trust';

/** `message` is Vietnamese, for the clerk, and names the place. */
export class PadesError extends Error {
  override readonly name = 'PadesError';
  readonly code: PadesErrorCode;

  constructor(code: PadesErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export function broken(detail: string, cause?: unknown): PadesError {
  return new PadesError('pades.broken', `Tệp PDF hỏng: ${detail}.`, cause === undefined ? undefined : { cause });
}
