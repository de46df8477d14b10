import { broken, PadesError } from '../errors.ts';
import type { ReadingBudget } from './budget.ts';
import type { Cursor } from './characters.ts';
import { decodeStream } from './filters.ts';
import { readObject, takeInteger } from './lexer.ts';
import { isStream, type PdfStream, type PdfValue } from './values.ts';

const MAX_PACKED = 100_000;
/** Of all object streams together. */
const MAX_UNPACKED = 128 * 1024 * 1024;

/** An object stream unpacked; its objects are parsed one by one when asked for. */
interface Packed {
  data: Uint8Array;
  numbers: number[];
  offsets: number[];
}

function readPacked(stream: PdfStream, budget: ReadingBudget): Packed {
  const { entries } = stream.dict;
  const count = entries.get('N');
  const first = entries.get('First');
  if (typeof count !== 'number' || typeof first !== 'number' || count > MAX_PACKED) {
    throw broken('luồng đối tượng sai');
  }
  const data = decodeStream(stream, budget);
  const cursor: Cursor = { bytes: data, at: 0, end: data.length };
  const numbers: number[] = [];
  const offsets: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const number = takeInteger(cursor);
    const offset = takeInteger(cursor);
    if (number === undefined || offset === undefined) {
      throw broken('luồng đối tượng thiếu mục lục');
    }
    numbers.push(number);
    offsets.push(first + offset);
  }
  return { data, numbers, offsets };
}

/**
 * Reads objects out of object streams (§7.5.7), each stream unpacked once and all of them within one limit. Streams are told
 * apart by themselves, not by number: two revisions that see the same one share it.
 */
export function objectStreams(
  budget: ReadingBudget,
): (stream: PdfValue, place: { number: number; container: number; index: number }) => PdfValue {
  let containers: WeakMap<PdfStream, Packed> | undefined;
  let unpacked = 0;

  function open(stream: PdfStream): Packed {
    containers ??= new WeakMap();
    const known = containers.get(stream);
    if (known !== undefined) {
      return known;
    }
    const packed = readPacked(stream, budget);
    unpacked += packed.data.length;
    if (unpacked > MAX_UNPACKED) {
      throw new PadesError('pades.limit', 'Dữ liệu nén trong tệp PDF bung ra quá lớn.');
    }
    containers.set(stream, packed);
    return packed;
  }

  return (stream, { number, container, index }) => {
    if (!isStream(stream)) {
      throw broken(`luồng đối tượng ${container} không có`);
    }
    const packed = open(stream);
    if (packed.numbers[index] !== number) {
      throw broken(`đối tượng ${number} không ở chỗ đã ghi trong luồng ${container}`);
    }
    return readObject({ bytes: packed.data, at: packed.offsets[index] ?? 0, end: packed.data.length, budget });
  };
}
