import { broken, PadesError } from '../errors.ts';
import type { Cursor } from './characters.ts';
import { objectStreams } from './object-streams.ts';
import { isDict, isRef, type PdfDict, type PdfValue } from './values.ts';
import { readBody, readHeader, readXref, type Xref, type XrefEntry } from './xref.ts';

/** A PDF opened for reading. Objects are parsed when asked for, once. */
export interface PdfFile {
  bytes: Uint8Array;
  xref: Xref;
  /** One more than the highest object number. */
  size: number;
  entry(number: number): XrefEntry | undefined;
  /** The object itself, `null` when free or missing. @throws PadesError `pades.broken`, `pades.limit` */
  object(number: number): PdfValue;
  /** Follows references to the end. */
  resolve(value: PdfValue | undefined): PdfValue;
  catalog(): PdfDict;
}

const MAX_FILE = 0xffff_ffff;
const MAX_HOPS = 32;
/** Annex C: more objects than readers must be able to hold. */
const MAX_SIZE = 8_388_607;
const HEADER = Buffer.from('%PDF-');

function assertHeader(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024));
  const place = head.indexOf(HEADER);
  if (place > 0) {
    throw new PadesError('pades.junk_before_header', 'Trước phần đầu %PDF- của tệp có dữ liệu lạ.');
  }
  if (place === -1) {
    throw new PadesError('pades.not_pdf', 'Tệp không phải là PDF.');
  }
  if (bytes.length > MAX_FILE) {
    throw new PadesError('pades.too_large', 'Tệp PDF lớn hơn 4 GB.');
  }
}

function asPdfFile(bytes: Uint8Array, xref: Xref): PdfFile {
  const objects = new Map<number, PdfValue>();
  const opening = new Set<number>();
  const packed = objectStreams((container) =>
    xref.entries.get(container)?.kind === 'offset' ? object(container) : null,
  );

  function readAt(number: number, offset: number, generation: number): PdfValue {
    const cursor: Cursor = { bytes, at: offset, end: bytes.length };
    const header = readHeader(cursor);
    if (header.number !== number || header.generation !== generation) {
      throw broken(`ở byte ${offset} là đối tượng ${header.number}, không phải ${number}`);
    }
    return readBody(cursor, (length) => {
      const found = object(length);
      return typeof found === 'number' ? found : undefined;
    });
  }

  function load(number: number): PdfValue {
    const entry = xref.entries.get(number);
    if (entry === undefined || entry.kind === 'free') {
      return null;
    }
    if (entry.kind === 'offset') {
      return readAt(number, entry.offset, entry.generation);
    }
    return packed(number, entry.container, entry.index);
  }

  function object(number: number): PdfValue {
    const known = objects.get(number);
    if (known !== undefined) {
      return known;
    }
    if (opening.has(number)) {
      throw broken(`đối tượng ${number} tham chiếu vòng`);
    }
    opening.add(number);
    try {
      const value = load(number);
      objects.set(number, value);
      return value;
    } finally {
      opening.delete(number);
    }
  }

  function resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null;
    for (let hops = 0; isRef(current); hops += 1) {
      if (hops > MAX_HOPS) {
        throw broken('tham chiếu đi thành vòng');
      }
      current = object(current.number);
    }
    return current;
  }

  function catalog(): PdfDict {
    const root = resolve(xref.trailer.entries.get('Root'));
    if (!isDict(root)) {
      throw broken('thiếu danh mục gốc');
    }
    return root;
  }

  const highest = [...xref.entries.keys()].reduce((most, number) => Math.max(most, number), 0);
  const declared = xref.trailer.entries.get('Size');
  const size = Math.max(highest + 1, Number.isInteger(declared) && Number(declared) <= MAX_SIZE ? Number(declared) : 0);
  return { bytes, xref, size, entry: (number) => xref.entries.get(number), object, resolve, catalog };
}

/**
 * Opens a PDF by its cross-reference, strictly: nothing is searched for or repaired.
 * @throws PadesError `pades.not_pdf`, `pades.junk_before_header`, `pades.broken`, `pades.limit`, `pades.too_large`,
 * `pades.encrypted`
 */
export function openPdf(bytes: Uint8Array): PdfFile {
  assertHeader(bytes);
  const xref = readXref(bytes);
  if (xref.trailer.entries.has('Encrypt')) {
    throw new PadesError('pades.encrypted', 'Tệp PDF đặt mật khẩu hoặc mã hóa; hãy lưu lại không mật khẩu.');
  }
  return asPdfFile(bytes, xref);
}

/**
 * Opens a PDF to write behind it; refuses what an appended revision could damage.
 * @throws PadesError as {@link openPdf}, and `pades.hybrid`, `pades.generation`, `pades.repeated_key`
 */
export function openPdfForWriting(bytes: Uint8Array): PdfFile {
  const file = openPdf(bytes);
  if (file.xref.isHybrid) {
    throw new PadesError('pades.hybrid', 'Tệp PDF có hai bảng tham chiếu song song (hybrid), không ký an toàn được.');
  }
  for (const [number, entry] of file.xref.entries) {
    if (entry.kind === 'offset' && entry.generation !== 0) {
      throw new PadesError(
        'pades.generation',
        `Đối tượng ${number} của tệp PDF dùng lại số cũ, không ký an toàn được.`,
      );
    }
  }
  assertNoRepeatedKeys(file.xref.trailer, 'trailer');
  assertNoRepeatedKeys(file.catalog(), 'danh mục gốc');
  return file;
}

function assertNoRepeatedKeys(dict: PdfDict, place: string): void {
  const [key] = dict.repeated;
  if (key !== undefined) {
    throw new PadesError('pades.repeated_key', `Tệp PDF có khóa /${key} lặp trong ${place}.`);
  }
}
