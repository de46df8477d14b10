/** Browser-safe: WebCrypto only. */
export type WebCrypto = typeof globalThis.crypto;

export interface SignedRequest {
  method: string;
  /** Path with query. */
  path: string;
  origin: string;
  pairingId: string;
  /** Milliseconds since 1970. */
  time: number;
  nonce: string;
  body: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sha256(crypto: WebCrypto, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** The bytes a paired page signs for every request: nothing of it can be changed or sent again. */
export async function requestText(crypto: WebCrypto, request: SignedRequest): Promise<Uint8Array<ArrayBuffer>> {
  const lines = [
    'congvu-agent-request-v1',
    request.method,
    request.path,
    request.origin,
    request.pairingId,
    String(request.time),
    request.nonce,
    toHex(await sha256(crypto, request.body)),
  ];
  return encoder.encode(lines.join('\n'));
}

/**
 * The code both the office page and the agent show, six digits. The agent chooses its nonce after it has the key, so no page
 * can search for a key that gives the code of another.
 */
export async function pairingCode(
  crypto: WebCrypto,
  { origin, publicKey, nonce }: { origin: string; publicKey: Uint8Array; nonce: Uint8Array },
): Promise<string> {
  const text = encoder.encode(`congvu-agent-pairing-v1\n${origin}\n`);
  const hash = await sha256(crypto, Uint8Array.from([...text, ...publicKey, ...nonce]));
  const number = new DataView(hash.buffer).getUint32(0) % 1_000_000;
  const digits = String(number).padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}
