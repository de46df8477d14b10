import type { RemoteErrorCode } from './remote/errors.ts';

/** Every failure this package throws on purpose, told apart by `code`. */
export type PkiErrorCode =
  | RemoteErrorCode
  | 'pki.der'
  | 'pki.certificate'
  | 'pki.cms'
  | 'pki.p12'
  | 'pki.pin_wrong'
  | 'pki.pin_locked'
  | 'pki.algorithm'
  | 'pki.attributes_mismatch'
  | 'pki.unknown_identity';

/** `message` is Vietnamese and names what could not be read or done. */
export class PkiError extends Error {
  override name = 'PkiError';
  readonly code: PkiErrorCode;

  constructor(code: PkiErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
