import { type ReadingBudget, spend } from '../../pdf/budget.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import { isSameValue, isStream, type PdfDict, type PdfStream, type PdfValue } from '../../pdf/values.ts';
import type { XrefEntry } from '../../pdf/xref.ts';

function isFree(entry: XrefEntry | undefined): boolean {
  return entry === undefined || entry.kind === 'free';
}

function isSamePlace(older: PdfFile, newer: PdfFile, number: number): boolean {
  const then = older.entry(number);
  const now = newer.entry(number);
  if (isFree(then) || isFree(now)) {
    return isFree(then) && isFree(now);
  }
  if (then?.kind === 'packed' && now?.kind === 'packed') {
    const isSameSlot = then.container === now.container && then.index === now.index;
    return isSameSlot && older.object(then.container) === newer.object(now.container);
  }
  return then?.kind === 'offset' && now?.kind === 'offset' && then.offset === now.offset;
}

/** Streams also match when they only were compressed anew. */
function isSameObject(left: PdfValue, right: PdfValue, budget: ReadingBudget): boolean {
  if (isStream(left) && isStream(right)) {
    spend(budget, 'compared', Math.min(left.raw.length, right.raw.length));
  }
  if (isSameValue(left, right)) {
    return true;
  }
  if (!isStream(left) || !isStream(right) || !canDecode(left.dict) || !canDecode(right.dict)) {
    return false;
  }
  const plain = ({ dict }: PdfStream): PdfDict => ({
    kind: 'dict',
    entries: new Map([...dict.entries].filter(([key]) => !['Length', 'Filter', 'DecodeParms'].includes(key))),
    repeated: dict.repeated,
  });
  return (
    isSameValue(plain(left), plain(right)) &&
    Buffer.compare(decodeStream(left, budget), decodeStream(right, budget)) === 0
  );
}

/** Numbers whose object differs between the two states; `named` are those that can. */
export function findTouched(older: PdfFile, newer: PdfFile, named?: ReadonlySet<number>): Set<number> {
  const touched = new Set<number>();
  const isSame = (number: number): boolean =>
    isSamePlace(older, newer, number) || isSameObject(older.object(number), newer.object(number), newer.budget);
  for (const number of named ?? new Set([...older.xref.entries.keys(), ...newer.xref.entries.keys()])) {
    if (!isSame(number)) {
      touched.add(number);
    }
  }
  return touched;
}
