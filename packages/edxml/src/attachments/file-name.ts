const MAX_CHARACTERS = 200;
/** Most file systems stop at 255 bytes; room is left for a "(2)" before the extension. */
const MAX_BYTES = 240;
/** Names of devices in Windows, whatever extension follows. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[\d¹²³]|lpt[\d¹²³])( *\.|$)/i;
/** Control and format characters: among them the marks that turn the direction of text and hide an extension (U+202E and kin). */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

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
      .slice(-4 * MAX_CHARACTERS)
      .toWellFormed()
      .split(/[/\\]/)
      .pop() ?? '';
  const plain = base
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  return cut(RESERVED.test(plain) ? `_${plain}` : plain);
}
