const BY_EXTENSION: Record<string, string> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  zip: 'application/zip',
  rar: 'application/vnd.rar',
  '7z': 'application/x-7z-compressed',
  rtf: 'application/rtf',
  xml: 'application/xml',
  txt: 'text/plain',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  tif: 'image/tiff',
  tiff: 'image/tiff',
};
const OCTETS = 'application/octet-stream';
/** Packages that are ZIP files themselves and must not be unwrapped. */
const ZIP_PACKAGES = new Set(['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp']);
const OLE = new Set(['doc', 'xls', 'ppt']);

const MAGIC: readonly [string, readonly number[]][] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
  ['application/zip', [0x50, 0x4b, 0x05, 0x06]],
  ['application/x-ole-storage', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['application/vnd.rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['application/x-7z-compressed', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['application/rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['application/x-msdownload', [0x4d, 0x5a]],
  ['application/x-elf', [0x7f, 0x45, 0x4c, 0x46]],
];

/** Programs and scripts that an office never receives as a letter. */
const EXECUTABLE_EXTENSIONS = new Set(
  'exe dll scr com bat cmd ps1 vbs vbe js jse wsf hta lnk msi jar apk sh iso img chm reg'.split(' '),
);

/** `mediaTypeOfExtension('pdf') // 'application/pdf'`; octet-stream for an unknown one. */
export function mediaTypeOfExtension(extension: string): string {
  return BY_EXTENSION[extension] ?? OCTETS;
}

/** `extensionOfMediaType('application/pdf') // 'pdf'`; undefined for bytes of no known kind. */
export function extensionOfMediaType(mediaType: string): string | undefined {
  return Object.entries(BY_EXTENSION).find(([, type]) => type === mediaType)?.[0];
}

/** True when a file of this extension is a ZIP by itself. */
export function isZipPackage(extension: string): boolean {
  return ZIP_PACKAGES.has(extension);
}

function looksLikeText(head: Uint8Array): boolean {
  return head.length > 0 && !head.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** What the first bytes say; the declared type is never asked. The extension only splits families that share a head. */
export function sniffMediaType(head: Uint8Array, extension: string): string {
  const found = MAGIC.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0];
  if (found === 'application/zip') {
    return isZipPackage(extension) ? mediaTypeOfExtension(extension) : found;
  }
  if (found === 'application/x-ole-storage') {
    return OLE.has(extension) ? mediaTypeOfExtension(extension) : found;
  }
  if (found !== undefined) {
    return found;
  }
  if (!looksLikeText(head)) {
    return OCTETS;
  }
  const start = Buffer.from(head.subarray(0, 64))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return start.startsWith('<?xml') ? 'application/xml' : 'text/plain';
}

/** True for a program by its bytes or by its name. */
export function isExecutable(mediaType: string, extension: string): boolean {
  return (
    mediaType === 'application/x-msdownload' ||
    mediaType === 'application/x-elf' ||
    EXECUTABLE_EXTENSIONS.has(extension)
  );
}

/** True when the name promises one known type and the bytes are clearly another. */
export function contradictsName(mediaType: string, extension: string): boolean {
  const promised = BY_EXTENSION[extension];
  const vague = mediaType === OCTETS || mediaType === 'text/plain' || mediaType === 'application/xml';
  const binaryPromise = promised !== undefined && promised !== 'text/plain' && promised !== 'application/xml';
  return promised !== undefined && promised !== mediaType && (!vague || binaryPromise);
}
