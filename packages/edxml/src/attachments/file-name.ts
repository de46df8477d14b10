const MAX_CHARACTERS = 200;
/** Most file systems stop at 255 bytes; room is left for a "(2)" before the extension. */
const MAX_BYTES = 240;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Control characters, and the marks that turn the direction of text and hide an extension (U+202E and kin). */
const INVISIBLE = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2028\u2029\u2066-\u2069\uFEFF]/gu;

/** Lower-case extension without the dot; empty when there is none. `extensionOf('a.PDF') // 'pdf'` */
export function extensionOf(name: string): string {
  return /\.([\p{L}\p{N}]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

function cut(name: string): string {
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  const stem = Array.from(name.slice(0, name.length - extension.length));
  while (stem.length > 0 && stem.length + extension.length > MAX_CHARACTERS) {
    stem.pop();
  }
  while (stem.length > 0 && Buffer.byteLength(stem.join('') + extension) > MAX_BYTES) {
    stem.pop();
  }
  return stem.join('').trimEnd() + extension;
}

/**
 * A name that is safe to show and to store: NFC, no path, no control or direction marks, no device name, at most 200
 * characters and 240 bytes. Empty when nothing is left.
 *
 * @example cleanFileName('..\\..\\C:\\Công văn.pdf') // 'Công văn.pdf'
 */
export function cleanFileName(name: string): string {
  const base =
    name
      .toWellFormed()
      .normalize('NFC')
      .slice(-4 * MAX_CHARACTERS)
      .split(/[/\\]/)
      .pop() ?? '';
  const plain = base
    .replace(INVISIBLE, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .trim();
  return cut(RESERVED.test(plain) ? `_${plain}` : plain);
}
