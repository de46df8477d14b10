/** One connection to the service on the user's computer; what a browser's WebSocket offers. */
export interface VgcaSocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: object) => void): void;
}

export interface VgcaOptions {
  /** `(url) => new WebSocket(url)` in a page. */
  connect: (url: string) => VgcaSocket;
  /** `wss://127.0.0.1:8987` unless told. */
  base?: string;
  /** The person chooses a certificate and types the PIN meanwhile: 5 minutes unless told. */
  timeoutMs?: number;
  /** How long until the service must have answered the connection: 5 s unless told. */
  openTimeoutMs?: number;
}

/** What the service answers, whatever the operation. */
export interface VgcaReply {
  /** 0 is good. */
  status: number;
  message: string;
  fileName: string | null;
  /** The address, when the handler answered one. */
  fileServer: string | null;
  /** `{fileEntryId, url}` or whatever else the handler answered as JSON. */
  fileServerData: Record<string, unknown> | null;
  documentNumber: string | null;
  documentDate: string | null;
  customSignatureText: string | null;
  signature: string | null;
  /** VerifyPDF. */
  validationStatus: number | null;
}
