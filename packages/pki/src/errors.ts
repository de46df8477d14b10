import type { RemoteErrorCode } from './remote/errors.ts';

/** Every failure this package throws on purpose, told apart by `code`. */
export type PkiErrorCode =
  | 'pki.der'
  | 'pki.certificate'
  | 'pki.cms'
  | 'pki.p12'
  | 'pki.pin_wrong'
  | 'pki.pin_locked'
  | 'pki.algorithm'
  | 'pki.attributes_mismatch'
  | 'pki.unknown_identity'
  | 'pki.crl'
  | 'pki.ocsp'
  | 'pki.trust_list'
  | 'pki.mail'
  | TimestampErrorCode
  | RevocationErrorCode
  | RemoteErrorCode;

/**
 * Why a timestamp is not taken: `unreachable` no answer · `request` the query is none · `response` the answer is none ·
 * `status` refused · `token` CMS damaged or not a timestamp · `binding` not bound to its certificate · `imprint`, `nonce`,
 * `policy` for another question · `usage` certificate not (only) for timestamps · `untrusted` no path · `weak` · `time` clock.
 */
export type TimestampErrorCode =
  | 'pki.tsp_unreachable'
  | 'pki.tsp_request'
  | 'pki.tsp_response'
  | 'pki.tsp_status'
  | 'pki.tsp_token'
  | 'pki.tsp_binding'
  | 'pki.tsp_imprint'
  | 'pki.tsp_nonce'
  | 'pki.tsp_policy'
  | 'pki.tsp_usage'
  | 'pki.tsp_untrusted'
  | 'pki.tsp_weak'
  | 'pki.tsp_time';

/** `unconfigured` no address to ask · `unreachable` nobody answered · `unusable` answers came, none that proves anything. */
export type RevocationErrorCode =
  | 'pki.revocation_unconfigured'
  | 'pki.revocation_unreachable'
  | 'pki.revocation_unusable';

/** `message` is Vietnamese and names what could not be read or done. */
export class PkiError extends Error {
  override name = 'PkiError';
  readonly code: PkiErrorCode;

  constructor(code: PkiErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
