export interface AxisRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  /** A stream is read once; a request that is repeated brings a new one. */
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Length of a body that is a stream, when known. */
  bodySize?: number;
  /** Longest silence in either direction before the exchange is given up. The client keeps its own time for the whole. */
  timeoutMs?: number;
  /** Aborted when the client has given up: the line may be closed. */
  signal?: AbortSignal;
}

export interface AxisResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Read to the end or left (`return()`), which closes the line. Rejects when the line breaks before the end. */
  body: AsyncIterable<Uint8Array>;
}

/**
 * The only way to a network, given by the caller, who decides which hosts may be reached. It rejects when there is no answer; an
 * error whose `code` is in {@link UNSENT_CODES} says that no byte left. A redirect is answered as it is, never followed.
 */
export type AxisTransport = (request: AxisRequest) => Promise<AxisResponse>;

/** Codes of errors after which the request surely did not arrive: sending again is safe. */
export const UNSENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'platform.outbound_refused',
]);

/** Codes that mean that the other side kept silent too long. */
export const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'platform.outbound_timeout',
]);
