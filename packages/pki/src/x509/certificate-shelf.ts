import type { Certificate } from './certificate.ts';

/** Certificates read lately, found again by their bytes: the same few come with every signature. */
const shelf = new Map<string, Certificate>();
const MAX_KEPT = 512;
const MAX_BYTES = 16 * 1024;
const TAIL = 24;
/** The last one in the shelf: most are asked for several times in a row. */
let newest: Certificate | undefined;

/** The end of the issuer's signature tells nearly all apart; the bytes decide. */
function keyOf(der: Uint8Array): string {
  return Buffer.from(der.buffer, der.byteOffset + der.length - TAIL, TAIL).toString('latin1') + der.length;
}

export function findKept(der: Uint8Array): Certificate | undefined {
  if (der.length < TAIL) {
    return undefined;
  }
  if (newest !== undefined && Buffer.compare(newest.raw, der) === 0) {
    return newest;
  }
  const key = keyOf(der);
  const found = shelf.get(key);
  if (found === undefined || Buffer.compare(found.raw, der) !== 0) {
    return undefined;
  }
  // Moved to the end: the one unused for longest leaves first.
  shelf.delete(key);
  shelf.set(key, found);
  newest = found;
  return found;
}

/** `certificate` must have been read from bytes of its own, which nobody writes to. */
export function keep(certificate: Certificate): void {
  const { raw } = certificate;
  if (raw.length < TAIL || raw.length > MAX_BYTES) {
    return;
  }
  shelf.set(keyOf(raw), certificate);
  newest = certificate;
  if (shelf.size > MAX_KEPT) {
    const [oldest = ''] = shelf.keys();
    shelf.delete(oldest);
  }
}
