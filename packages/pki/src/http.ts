export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Milliseconds for the whole exchange. */
  timeoutMs?: number;
  /** Longest answer to read, bytes. */
  maxBytes?: number;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/**
 * The only way this package reaches a network: given by the caller, who decides which hosts may be reached. It rejects when
 * there is no answer; a redirect is answered as it is, never followed.
 */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;
