/** What can go wrong between us and a signing service outside. */
export type RemoteErrorCode =
  /** The configuration lacks or contradicts itself; the text names the field. */
  | 'pki.remote_settings'
  | 'pki.remote_unreachable'
  | 'pki.remote_timeout'
  /** Not what the protocol promises: cut, too large, of another shape. */
  | 'pki.remote_answer'
  /** The service does not know us: account, secret, certificate of the connection. */
  | 'pki.remote_login'
  /** The service knows us and says no to this request. */
  | 'pki.remote_rejected'
  /** A signature that the expected certificate did not make over the expected bytes. */
  | 'pki.remote_signature'
  /** More than the service signs under one consent. */
  | 'pki.remote_limit'
  /** A ticket of another service, damaged or of another version. */
  | 'pki.remote_ticket'
  /** A one-time code or PIN is needed or was wrong; never sent twice. */
  | 'pki.remote_otp'
  /** The service on the user's computer: not installed or not started. */
  | 'pki.vgca_not_running'
  | 'pki.vgca_timeout'
  /** Closed in the middle, or an answer of another shape. */
  | 'pki.vgca_reply'
  /** The service answered that it did not do it: cancelled, no token, wrong PIN. */
  | 'pki.vgca_refused'
  /** What we were about to ask breaks a rule of the service. */
  | 'pki.vgca_request';
