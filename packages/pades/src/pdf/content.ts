import { PadesError } from '../errors.ts';
import { type ReadingBudget, spend } from './budget.ts';
import { type Cursor, isRegular, skipWhite } from './characters.ts';
import { readObject, readWord } from './lexer.ts';
import type { PdfValue } from './values.ts';

/** One operator of a content stream with what stands in front of it. */
export interface Operation {
  operator: string;
  operands: PdfValue[];
}

const MAX_OPERATIONS = 300_000;
const MAX_OPERANDS = 64;

function startsOperand(byte: number): boolean {
  const isNumber = (byte >= 48 && byte <= 57) || byte === 0x2b || byte === 0x2d || byte === 0x2e;
  return isNumber || byte === 0x2f || byte === 0x28 || byte === 0x3c || byte === 0x5b;
}

/** Steps over the samples of an inline image: up to a lone `EI`. */
function skipInlineImage(cursor: Cursor): void {
  const buffer = Buffer.from(cursor.bytes.buffer, cursor.bytes.byteOffset, cursor.end);
  let place = buffer.indexOf('EI', cursor.at);
  while (place !== -1 && (isRegular(buffer[place - 1]) || isRegular(buffer[place + 2]))) {
    place = buffer.indexOf('EI', place + 1);
  }
  cursor.at = place === -1 ? cursor.end : place + 2;
}

/** Reads a content stream operator by operator. @throws PadesError `pades.broken`, `pades.limit` */
export function readOperations(bytes: Uint8Array, budget?: ReadingBudget): Operation[] {
  const cursor: Cursor = { bytes, at: 0, end: bytes.length, budget };
  spend(budget, 'scanned', bytes.length);
  const found: Operation[] = [];
  let operands: PdfValue[] = [];
  for (skipWhite(cursor); cursor.at < cursor.end; skipWhite(cursor)) {
    if (startsOperand(bytes[cursor.at] ?? 0) && operands.length < MAX_OPERANDS) {
      operands.push(readObject(cursor));
      continue;
    }
    const operator = readWord(cursor);
    if (operator === '') {
      cursor.at += 1;
    }
    if (operator === 'ID') {
      skipInlineImage(cursor);
    }
    found.push({ operator, operands });
    operands = [];
    spend(budget, 'operations', 1);
    if (found.length > MAX_OPERATIONS) {
      throw new PadesError('pades.limit', 'Nội dung trang PDF quá dài để so sánh.');
    }
  }
  return found;
}
