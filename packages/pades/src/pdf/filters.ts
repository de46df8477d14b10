import { inflateSync } from 'node:zlib';
import { broken, PadesError } from '../errors.ts';
import { type ReadingBudget, spend } from './budget.ts';
import { isArray, isDict, nameOf, type PdfDict, type PdfStream, type PdfValue } from './values.ts';

/** A small file must not unpack into gigabytes. */
const MAX_OUTPUT = 64 * 1024 * 1024;

function inflate(data: Uint8Array, budget: ReadingBudget | undefined): Uint8Array {
  try {
    const out = inflateSync(data, { maxOutputLength: Math.min(MAX_OUTPUT, Math.max(1, budget?.output ?? MAX_OUTPUT)) });
    spend(budget, 'output', out.length);
    return out;
  } catch (cause) {
    if (cause instanceof PadesError) {
      throw cause;
    }
    if (cause instanceof RangeError) {
      throw new PadesError('pades.limit', 'Dữ liệu nén trong tệp PDF bung ra quá lớn.', { cause });
    }
    throw broken('dữ liệu nén không giải được', cause);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) {
    return left;
  }
  return toUp <= toCorner ? up : corner;
}

function predict(type: number, left: number, up: number, corner: number): number {
  switch (type) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      throw broken('bộ dự đoán PNG lạ');
  }
}

/** One row in place: `out` holds the row above at `target - rowLength`, zeros above the first one. */
function unfilterRow(type: number, source: Uint8Array, out: Uint8Array, target: number, pixelLength: number): void {
  const rowLength = source.length;
  for (let index = 0; index < rowLength; index += 1) {
    const isFirstPixel = index < pixelLength;
    const left = isFirstPixel ? 0 : (out[target + index - pixelLength] ?? 0);
    const up = out[target + index - rowLength] ?? 0;
    const corner = isFirstPixel ? 0 : (out[target + index - rowLength - pixelLength] ?? 0);
    out[target + index] = (source[index] ?? 0) + predict(type, left, up, corner);
  }
}

/** Undoes PNG prediction (RFC 2083 §6): a type byte in front of each row. */
export function unfilterRows(data: Uint8Array, rowLength: number, pixelLength: number): Uint8Array {
  const rows = Math.floor(data.length / (rowLength + 1));
  const out = new Uint8Array((rows + 1) * rowLength);
  for (let row = 0; row < rows; row += 1) {
    const start = row * (rowLength + 1);
    const source = data.subarray(start + 1, start + 1 + rowLength);
    unfilterRow(data[start] ?? 0, source, out, (row + 1) * rowLength, pixelLength);
  }
  return out.subarray(rowLength);
}

function undoPredictor(data: Uint8Array, parameters: PdfValue | undefined): Uint8Array {
  if (!isDict(parameters)) {
    return data;
  }
  const number = (key: string, fallback: number): number => {
    const value = parameters.entries.get(key);
    return typeof value === 'number' && value > 0 && value < 100_000 ? value : fallback;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) {
    return data;
  }
  if (predictor < 10) {
    throw broken('bộ dự đoán TIFF không hỗ trợ');
  }
  const bits = number('Colors', 1) * number('BitsPerComponent', 8);
  return unfilterRows(data, Math.ceil((bits * number('Columns', 1)) / 8), Math.max(1, bits >> 3));
}

function listOf(value: PdfValue | undefined): PdfValue[] {
  if (value === undefined || value === null) {
    return [];
  }
  return isArray(value) ? value.items : [value];
}

function decodeHex(data: Uint8Array): Uint8Array {
  const text = Buffer.from(data).toString('latin1').split('>')[0] ?? '';
  const digits = text.replace(/\s/g, '');
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

/** Whether {@link decodeStream} knows every filter of the stream. */
export function canDecode(dict: PdfDict): boolean {
  return listOf(dict.entries.get('Filter')).every((filter) =>
    ['FlateDecode', 'Fl', 'ASCIIHexDecode', 'AHx'].includes(nameOf(filter) ?? ''),
  );
}

/** Unfiltered bytes of a stream whose dictionary holds no references. @throws PadesError `pades.broken`, `pades.limit` */
export function decodeStream(stream: PdfStream, budget?: ReadingBudget): Uint8Array {
  const parameters = listOf(stream.dict.entries.get('DecodeParms'));
  let data = stream.raw;
  for (const [index, filter] of listOf(stream.dict.entries.get('Filter')).entries()) {
    switch (nameOf(filter)) {
      case 'FlateDecode':
      case 'Fl':
        data = undoPredictor(inflate(data, budget), parameters[index]);
        break;
      case 'ASCIIHexDecode':
      case 'AHx':
        data = decodeHex(data);
        spend(budget, 'output', data.length);
        break;
      default:
        throw broken(`bộ lọc ${nameOf(filter) ?? 'lạ'} không hỗ trợ`);
    }
  }
  return data;
}
