/** One request to the network, given by the caller, who decides which hosts exist. Throws when there is no answer. */
export type HttpTransport = (request: {
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: Uint8Array;
  timeoutMs?: number;
  maxBytes?: number;
}) => Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }>;
