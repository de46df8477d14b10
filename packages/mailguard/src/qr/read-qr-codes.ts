import type { QrCode, ReadMail } from '../types.ts';
import { pdfDrawings } from './pdf-drawings.ts';
import { pdfImages } from './pdf-images.ts';

/** PDFs whose drawings are looked at. */
const MOST_DRAWN = 3;
const [MOST_PICTURES, MOST_BYTES, MOST_PIXELS] = [12, 10 * 1024 * 1024, 40_000_000];
/** Codes are read at these widths: small modules need the first, big blurred ones the second. */
const WIDTHS = [1_200, 500] as const;
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff']);
const LONGEST_CODE = 2_000;

interface Picture {
  file: string;
  bytes: Uint8Array;
}

function picturesOf(mail: ReadMail): Picture[] {
  const all = mail.attachments
    .filter(({ size }) => size <= MOST_BYTES)
    .flatMap(({ name, contentId, type, bytes }) => {
      const file = name === '' ? (contentId ?? type) : name;
      if (type === 'application/pdf') {
        return pdfImages(bytes).map((picture) => ({ file, bytes: picture }));
      }
      return PICTURES.has(type) ? [{ file, bytes }] : [];
    });
  return all.slice(0, MOST_PICTURES);
}

/** Loaded when a picture is there: both weigh more than all the rest. */
async function loadReaders() {
  const [{ default: sharp }, { default: jsqr }] = await Promise.all([import('sharp'), import('jsqr')]);
  // The CommonJS module is its function, or carries it as `default`, as the loader has it.
  const read = (typeof jsqr === 'function' ? jsqr : (jsqr as { default: unknown }).default) as (
    data: Uint8ClampedArray,
    width: number,
    height: number,
  ) => { data: string } | null;
  return { sharp, read };
}

async function codeOf(
  bytes: Uint8Array,
  { sharp, read }: Awaited<ReturnType<typeof loadReaders>>,
): Promise<string | undefined> {
  for (const width of WIDTHS) {
    try {
      const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'none', pages: 1 })
        .flatten({ background: '#ffffff' })
        .resize({ width, height: width, fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb')
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const found = read(new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), info.width, info.height);
      if (found !== null && found.data !== '') {
        return found.data.slice(0, LONGEST_CODE);
      }
    } catch {
      return undefined; // no picture after all, or a broken one
    }
  }
  return undefined;
}

/** Codes that a PDF draws out of rectangles. */
function drawnCodes(mail: ReadMail, { read }: Awaited<ReturnType<typeof loadReaders>>): QrCode[] {
  return mail.attachments
    .filter(({ size, type }) => size <= MOST_BYTES && type === 'application/pdf')
    .slice(0, MOST_DRAWN)
    .flatMap(({ name, bytes }) =>
      pdfDrawings(bytes).flatMap(({ data, width, height }) => {
        const found = read(data, width, height);
        return found === null || found.data === '' ? [] : [{ file: name, text: found.data.slice(0, LONGEST_CODE) }];
      }),
    );
}

/**
 * QR codes in the pictures and PDFs of a mail: the first code of each of the first twelve pictures.
 * @example (await readQrCodes(mail)).map(({ text }) => text) // ['https://…']
 */
export async function readQrCodes(mail: ReadMail): Promise<QrCode[]> {
  const pictures = picturesOf(mail);
  if (pictures.length === 0 && !mail.attachments.some(({ type }) => type === 'application/pdf')) {
    return [];
  }
  const readers = await loadReaders();
  const codes: QrCode[] = [];
  for (const { file, bytes } of pictures) {
    const text = await codeOf(bytes, readers);
    if (text !== undefined) {
      codes.push({ file, text });
    }
  }
  return [...codes, ...drawnCodes(mail, readers)];
}
