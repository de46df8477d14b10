/* What a file is by its bytes: only what a decision rests on. */

interface Magic {
  type: string;
  at?: number;
  bytes: string;
}

const MAGICS: readonly Magic[] = [
  { type: 'application/pdf', bytes: '%PDF-' },
  { type: 'image/png', bytes: '\x89PNG\r\n' },
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', bytes: 'GIF8' },
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'image/bmp', bytes: 'BM' },
  { type: 'image/webp', at: 8, bytes: 'WEBP' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
  { type: 'application/zip', bytes: 'PK\x05\x06' },
  { type: 'application/x-7z-compressed', bytes: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/vnd.rar', bytes: 'Rar!\x1a\x07' },
  { type: 'application/gzip', bytes: '\x1f\x8b' },
  { type: 'application/vnd.ms-cab-compressed', bytes: 'MSCF' },
  { type: 'application/x-ole-storage', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/x-msdownload', bytes: 'MZ' },
  { type: 'application/x-elf', bytes: '\x7fELF' },
  { type: 'application/x-mach-binary', bytes: '\xcf\xfa\xed\xfe' },
  { type: 'application/java-vm', bytes: '\xca\xfe\xba\xbe' },
  { type: 'application/x-ms-shortcut', bytes: 'L\0\0\0\x01\x14\x02\0' },
  { type: 'application/x-onenote', bytes: '\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d' },
  { type: 'application/vnd.ms-htmlhelp', bytes: 'ITSF' },
  { type: 'application/x-ace-compressed', at: 7, bytes: '**ACE**' },
  { type: 'application/x-iso9660-image', at: 0x8001, bytes: 'CD001' },
  { type: 'application/rtf', bytes: '{\\rtf' },
];

const TEXT_SAMPLE = 1_024;
const HTML_START =
  /^\s{0,200}(?:<!--[\s\S]{0,400}?-->\s{0,200})?<(?:!doctype\s+html|html|head|body|script|meta|title|iframe|form)\b/i;
const SVG_START =
  /^\s{0,200}(?:<\?xml[^>]{0,200}\?>\s{0,200})?(?:<!--[\s\S]{0,400}?-->\s{0,200})?(?:<!doctype svg[^>]{0,300}>\s{0,200})?<svg\b/i;
const SCRIPT_START = /^\s{0,200}(?:@echo off\b|<\?php\b|<job\b|<scriptlet\b)/i;

/** Latin-1 view of the first bytes, without the marks of UTF-8 and UTF-16. */
export function sampleText(bytes: Uint8Array, length = TEXT_SAMPLE): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, length));
  return head
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');
}

/**
 * The media type that the first bytes of a file tell, whatever its name says.
 * @example typeByBytes(new TextEncoder().encode('%PDF-1.7')) // 'application/pdf'
 */
export function typeByBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = MAGICS.find(({ at = 0, bytes: magic }) => buffer.toString('latin1', at, at + magic.length) === magic);
  if (found !== undefined) {
    return found.type;
  }
  const text = sampleText(bytes);
  if (SVG_START.test(text)) {
    return 'image/svg+xml';
  }
  if (HTML_START.test(text)) {
    return 'text/html';
  }
  return SCRIPT_START.test(text) ? 'application/x-script' : 'application/octet-stream';
}
