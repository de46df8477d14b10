import { broken, PadesError } from '../errors.ts';
import { type ReadingBudget, readingBudget } from './budget.ts';
import type { Load, Source } from './load.ts';
import { objectReader, type Shared } from './object-reader.ts';
import { objectStreams } from './object-streams.ts';
import { findStartXref } from './start-xref.ts';
import { isDict, type PdfDict, type PdfValue } from './values.ts';
import { entryFrom, readXref, type Xref, type XrefEntry } from './xref.ts';

/** A PDF opened for reading. Objects are parsed when asked for, once. */
export interface PdfFile {
  bytes: Uint8Array;
  xref: Xref;
  /** One more than the highest object number. */
  size: number;
  /** What reading may still cost; shared with the older revisions. */
  budget: ReadingBudget;
  entry(number: number): XrefEntry | undefined;
  /** The object itself, `null` when free or missing. @throws PadesError `pades.broken`, `pades.limit` */
  object(number: number): PdfValue;
  /** Follows references to the end. */
  resolve(value: PdfValue | undefined): PdfValue;
  catalog(): PdfDict;
  /** The state that ends there, sharing with this one what did not move. @throws PadesError as {@link openPdf} */
  revision(end: number): PdfFile;
  /** Numbers that sections behind that revision name; undefined when it is no earlier state of this chain. */
  numbersSince(older: PdfFile): ReadonlySet<number> | undefined;
}

const MAX_FILE = 0xffff_ffff;
/** Annex C: more objects than readers must be able to hold. */
const MAX_SIZE = 8_388_607;
/** Where readers look for the header. */
const HEAD = 1_024;
const HEADER = Buffer.from('%PDF-');

function assertHeader(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD));
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

const PLACE = Symbol('place');

interface OpenedFile extends PdfFile {
  /** Where a revision stands in its chain. */
  readonly [PLACE]: { shared: Shared; section: number };
}

function placeOf(file: PdfFile | OpenedFile): OpenedFile[typeof PLACE] | undefined {
  return PLACE in file ? file[PLACE] : undefined;
}

function asPdfFile(shared: Shared, end: number, section: number): PdfFile {
  const { xref: whole, bytes, budget, size } = shared;
  const reader = objectReader(shared, end, section);
  const xref = section === 0 ? whole : partOf(whole, section);

  function catalog(): PdfDict {
    const root = reader.resolve(xref.trailer.entries.get('Root'));
    if (!isDict(root)) {
      throw broken('thiếu danh mục gốc');
    }
    return root;
  }

  function revision(wanted: number): PdfFile {
    if (wanted === end) {
      return file;
    }
    const part = bytes.subarray(0, wanted);
    const start = wanted > end ? -1 : findStartXref(part);
    const index = whole.chain.findIndex(({ offset }) => offset === start);
    const isInside = index >= section && whole.chain.slice(index).every((older) => older.end <= wanted);
    if (!isInside) {
      return openPdf(part, budget);
    }
    assertPlain(whole.chain[index]?.trailer ?? xref.trailer);
    return asPdfFile(shared, wanted, index);
  }

  function numbersSince(older: PdfFile): ReadonlySet<number> | undefined {
    const from = placeOf(older);
    return from?.shared === shared && from.section >= section
      ? new Set(whole.chain.slice(section, from.section).flatMap(({ numbers }) => numbers))
      : undefined;
  }

  const file: OpenedFile = {
    [PLACE]: { shared, section },
    bytes: end === bytes.length ? bytes : bytes.subarray(0, end),
    xref,
    size,
    budget,
    entry: reader.entry,
    object: reader.object,
    resolve: reader.resolve,
    catalog,
    revision,
    numbersSince,
  };
  return file;
}

/** The cross-reference as an older revision had it; its entries are only looked up, one by one. */
function partOf(whole: Xref, section: number): Xref {
  const chain = whole.chain.slice(section);
  const [newest] = chain;
  return {
    ...whole,
    get entries() {
      const numbers = new Set(chain.flatMap(({ numbers: named }) => named));
      return new Map(
        [...numbers].flatMap((number) => {
          const entry = entryFrom(whole, number, section);
          return entry === undefined ? [] : [[number, entry] as const];
        }),
      );
    },
    trailer: newest?.trailer ?? whole.trailer,
    kind: newest?.kind ?? whole.kind,
    startXref: newest?.offset ?? whole.startXref,
    sections: chain.length,
    isHybrid: chain.some(({ isHybrid }) => isHybrid),
    chain,
  };
}

function sizeOf({ entries, trailer }: Xref): number {
  let highest = 0;
  for (const number of entries.keys()) {
    highest = Math.max(highest, number);
  }
  const declared = trailer.entries.get('Size');
  return Math.max(highest + 1, Number.isInteger(declared) && Number(declared) <= MAX_SIZE ? Number(declared) : 0);
}

/**
 * Opens a PDF by its cross-reference, strictly: nothing is searched for or repaired.
 * @throws PadesError `pades.not_pdf`, `pades.junk_before_header`, `pades.broken`, `pades.limit`, `pades.too_large`,
 * `pades.encrypted`
 */
export function openPdf(bytes: Uint8Array, budget = readingBudget()): PdfFile {
  return open({ bytes, budget });
}

function open(source: Source): PdfFile {
  const { bytes, budget, load } = source;
  load?.(0, Math.min(HEAD, bytes.length));
  assertHeader(bytes);
  const xref = readXref(source);
  assertPlain(xref.trailer);
  const unpack = objectStreams(budget);
  const shared: Shared = { bytes, xref, size: sizeOf(xref), budget, load, parsed: new Map(), unpack };
  return asPdfFile(shared, bytes.length, 0);
}

function assertPlain(trailer: PdfDict): void {
  if (trailer.entries.has('Encrypt')) {
    throw new PadesError('pades.encrypted', 'Tệp PDF đặt mật khẩu hoặc mã hóa; hãy lưu lại không mật khẩu.');
  }
}

/**
 * Opens a PDF to write behind it; refuses what an appended revision could damage. With `load` the bytes come to hand as they
 * are asked for.
 * @throws PadesError as {@link openPdf}, and `pades.hybrid`, `pades.generation`, `pades.repeated_key`
 */
export function openPdfForWriting(bytes: Uint8Array, load?: Load): PdfFile {
  const file = open({ bytes, budget: readingBudget(), load });
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
