import { asBuffer } from './entity.ts';

const LF = 0x0a;
const CR = 0x0d;

function countBare(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    count += bytes[at - 1] === CR ? 0 : 1;
  }
  return count;
}

/**
 * Canonical form of what is signed: every line ends in CR LF (RFC 8551 §3.1.1), however the mail was kept. Bytes that are so
 * already come back as they are.
 * @example toCrlf(Buffer.from('a\nb\r\n')).toString() // 'a\r\nb\r\n'
 */
export function toCrlf(given: Uint8Array): Buffer {
  const bytes = asBuffer(given);
  const bare = countBare(bytes);
  if (bare === 0) {
    return bytes;
  }
  const out = Buffer.allocUnsafe(bytes.length + bare);
  let [from, to] = [0, 0];
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    to += bytes.copy(out, to, from, at);
    if (bytes[at - 1] !== CR) {
      out[to] = CR;
      to += 1;
    }
    out[to] = LF;
    to += 1;
    from = at + 1;
  }
  bytes.copy(out, to, from);
  return out;
}
