import type { HashName } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { type FormField, listFields } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { paddingStart } from '../pdf/padding.ts';
import { isArray, isDict, isRef, isString, nameOf, type PdfDict, type PdfString } from '../pdf/values.ts';
import { digester, type SignedParts } from './digester.ts';

/** A signature whose bytes are where they should be. */
export interface SignedBytes {
  /** The CMS with the padding behind it. */
  contents: Uint8Array;
  /** Length of the file when it was signed. */
  end: number;
  /** The file as signed. */
  revision: PdfFile;
  /** Hash of the two signed parts. */
  digestOf(hash: HashName): Uint8Array;
}

export interface SignedField {
  field: FormField;
  signature: PdfDict;
  subFilter: string | undefined;
  isTimestamp: boolean;
  /** Undefined with `faults` saying why. */
  signed: SignedBytes | undefined;
  faults: string[];
}

/** Far more than any document carries; each one costs a hash of the file. */
const MAX_SIGNATURES = 100;
const START_MARK = Buffer.from('startxref');
const MAX_ENDING = 4_096;

/**
 * Whether the last `startxref` closes the bytes: its offset, `%%EOF`, and nothing but blanks. Otherwise a reader opens an
 * older state of the file than another one does.
 */
export function endsWithEof(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, MAX_ENDING);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - length, length);
  const place = buffer.lastIndexOf(START_MARK);
  return place !== -1 && /^startxref\s+\d+\s+%%EOF\s*$/.test(buffer.toString('latin1', place));
}

function readRange(file: PdfFile, signature: PdfDict): [number, number, number, number] | undefined {
  const value = signature.entries.get('ByteRange');
  const items = isArray(value) ? value.items : [];
  const numbers = items.filter(
    (item): item is number => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0,
  );
  const [start = -1, first = 0, second = 0, rest = 0] = numbers;
  if (
    items.length !== 4 ||
    numbers.length !== 4 ||
    start !== 0 ||
    second <= first ||
    second + rest > file.bytes.length
  ) {
    return undefined;
  }
  return [start, first, second, rest];
}

/** The dictionary must stand in the file itself: inside an object stream its bytes have no place that could be left out. */
function standsInFile(file: PdfFile, field: FormField): boolean {
  const value = field.dict.entries.get('V');
  return file.entry(isRef(value) ? value.number : field.number)?.kind === 'offset';
}

const [SMALL, CAPITAL, STRANGE] = [1, 2, 4];
/** Digits are of no kind, letters small or capital. */
const DIGIT_KINDS = new Uint8Array(256).fill(STRANGE);
for (const [digits, kind] of [
  ['0123456789', 0],
  ['abcdef', SMALL],
  ['ABCDEF', CAPITAL],
] as const) {
  for (const digit of digits) {
    DIGIT_KINDS[digit.charCodeAt(0)] = kind;
  }
}

const ZERO_DIGIT = 0x30;

/** Nothing but digits, in one case as every writer has it; anything else means that somebody touched one. */
function isPlainHex({ bytes }: PdfFile, first: number, second: number): boolean {
  let kinds = 0;
  const end = paddingStart(bytes, first + 1, second - 1, ZERO_DIGIT);
  for (let index = first + 1; index < end; index += 1) {
    kinds |= DIGIT_KINDS[bytes[index] ?? 0] ?? STRANGE;
  }
  const isFramed = bytes[first] === 0x3c && bytes[second - 1] === 0x3e;
  return isFramed && kinds < STRANGE && kinds !== (SMALL | CAPITAL) && (second - first) % 2 === 0;
}

function findGapFault(file: PdfFile, contents: PdfString, first: number, second: number): string | undefined {
  if (contents.start !== first || contents.end !== second) {
    return 'Phần không được ký không khớp đúng giá trị chữ ký.';
  }
  if (!isPlainHex(file, first, second)) {
    return 'Giá trị chữ ký đã bị sửa.';
  }
  return contents.bytes.every((byte) => byte === 0) ? 'Giá trị chữ ký để trống.' : undefined;
}

function sameSignature(file: PdfFile, revision: PdfFile, field: FormField): boolean {
  const value = field.dict.entries.get('V');
  const number = isRef(value) ? value.number : field.number;
  const now = file.entry(number);
  const then = revision.entry(number);
  return now?.kind === 'offset' && then?.kind === 'offset' && now.offset === then.offset;
}

type Digest = ReturnType<typeof digester>;

/** Each hash once for a signature. */
function hasher(digest: Digest, parts: SignedParts): SignedBytes['digestOf'] {
  const known = new Map<HashName, Uint8Array>();
  return (name) => {
    const found = known.get(name) ?? digest(name, parts);
    known.set(name, found);
    return found;
  };
}

type Located = { signed: SignedBytes } | { fault: string };

function openRevision(file: PdfFile, end: number): PdfFile | undefined {
  try {
    return file.revision(end);
  } catch (error) {
    if (error instanceof PadesError) {
      return undefined;
    }
    throw error;
  }
}

function locate(file: PdfFile, field: FormField, signature: PdfDict, digest: Digest): Located {
  const contents = signature.entries.get('Contents');
  const range = readRange(file, signature);
  if (!isString(contents) || !standsInFile(file, field)) {
    return { fault: 'Thiếu giá trị chữ ký (Contents).' };
  }
  if (range === undefined) {
    return { fault: 'Phạm vi ký (ByteRange) thiếu hoặc sai.' };
  }
  if (signature.repeated.length > 0) {
    return { fault: `Khóa /${signature.repeated[0]} lặp trong chữ ký.` };
  }
  const gap = findGapFault(file, contents, range[1], range[2]);
  if (gap !== undefined) {
    return { fault: gap };
  }
  const end = range[2] + range[3];
  const revision = openRevision(file, end);
  if (revision === undefined || !endsWithEof(revision.bytes)) {
    return { fault: 'Phạm vi ký không kết thúc ở cuối một phiên bản của tệp.' };
  }
  if (!sameSignature(file, revision, field)) {
    return { fault: 'Chữ ký không nằm trong phiên bản mà nó ký.' };
  }
  return {
    signed: {
      contents: contents.bytes,
      end,
      revision,
      digestOf: hasher(digest, { first: range[1], second: range[2], end }),
    },
  };
}

/** Table 255: `Sig`, or `DocTimeStamp` with ETSI.RFC3161 alone; a mixture is taken for one thing by some and for another by others. */
function findTypeFault(type: string | undefined, isTimestamp: boolean): string | undefined {
  const expected = isTimestamp ? 'DocTimeStamp' : 'Sig';
  return type === undefined || type === expected ? undefined : `Loại chữ ký /${type} không khớp cách ký.`;
}

/** Every field that holds a signature, in file order, with what is wrong with its place. */
export function listSignedFields(file: PdfFile): SignedField[] {
  const fields = listFields(file).filter(
    ({ type, dict }) => type === 'Sig' && isDict(file.resolve(dict.entries.get('V'))),
  );
  if (fields.length > MAX_SIGNATURES) {
    throw new PadesError('pades.limit', `Tệp PDF có ${fields.length} chữ ký, nhiều hơn mức kiểm tra được.`);
  }
  const uses = new Map<number, number>();
  for (const { dict } of fields) {
    const value = dict.entries.get('V');
    if (isRef(value)) {
      uses.set(value.number, (uses.get(value.number) ?? 0) + 1);
    }
  }
  const digest = digester(file.bytes, file.budget);
  const found = fields.map((field): SignedField => {
    const value = field.dict.entries.get('V');
    const resolved = file.resolve(value);
    const signature: PdfDict = isDict(resolved) ? resolved : { kind: 'dict', entries: new Map(), repeated: [] };
    const place = locate(file, field, signature, digest);
    const isShared = isRef(value) && (uses.get(value.number) ?? 0) > 1;
    const subFilter = nameOf(file.resolve(signature.entries.get('SubFilter')));
    const isTimestamp = subFilter === 'ETSI.RFC3161';
    const typeFault = findTypeFault(nameOf(signature.entries.get('Type')), isTimestamp);
    const faults = [
      ...(typeFault === undefined ? [] : [typeFault]),
      ...('fault' in place ? [place.fault] : []),
      ...(isShared ? ['Hai trường dùng chung một chữ ký.'] : []),
      ...(field.dict.repeated.length > 0 ? [`Khóa /${field.dict.repeated[0]} lặp trong trường ký.`] : []),
    ];
    return { field, signature, subFilter, isTimestamp, signed: 'signed' in place ? place.signed : undefined, faults };
  });
  return found.sort((left, right) => (left.signed?.end ?? Number.MAX_VALUE) - (right.signed?.end ?? Number.MAX_VALUE));
}
