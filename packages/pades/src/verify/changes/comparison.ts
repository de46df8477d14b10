import type { FieldLock } from '../../fields/lock.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import {
  isArray,
  isDict,
  isRef,
  isSameValue,
  isStream,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '../../pdf/values.ts';
import type { XrefEntry } from '../../pdf/xref.ts';
import type { Change, ChangeKind } from '../report.ts';

/** Two states of one file and what was found between them. Objects keep their numbers, so they are compared one by one. */
export interface Comparison {
  older: PdfFile;
  newer: PdfFile;
  /** What the signatures of the older state allow together. */
  docMdp: 1 | 2 | 3 | undefined;
  locks: readonly FieldLock[];
  /** Objects that exist in either state and are not the same bytes at the same place. */
  touched: Set<number>;
  /** Touched objects that some rule has judged. */
  judged: Set<number>;
  changes: Change[];
}

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
    return isSameSlot && isSamePlace(older, newer, then.container);
  }
  return then?.kind === 'offset' && now?.kind === 'offset' && then.offset === now.offset;
}

/** Streams also match when they only were compressed anew. */
function isSameObject(left: PdfValue, right: PdfValue): boolean {
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
  return isSameValue(plain(left), plain(right)) && Buffer.compare(decodeStream(left), decodeStream(right)) === 0;
}

/** Numbers whose object differs between the two states. */
export function findTouched(older: PdfFile, newer: PdfFile): Set<number> {
  const touched = new Set<number>();
  for (const number of new Set([...older.xref.entries.keys(), ...newer.xref.entries.keys()])) {
    if (!isSamePlace(older, newer, number) && !isSameObject(older.object(number), newer.object(number))) {
      touched.add(number);
    }
  }
  return touched;
}

export interface Finding {
  kind: ChangeKind;
  text: string;
  object?: number;
  page?: number;
}

export function report(comparison: Comparison, permitted: boolean, { kind, text, object, page }: Finding): void {
  comparison.changes.push({ kind, permitted, object: object ?? null, page: page ?? null, place: null, text });
}

export function forbid(comparison: Comparison, finding: Finding): void {
  report(comparison, false, finding);
}

/** Keys whose values differ as written. */
export function changedKeys(older: PdfDict, newer: PdfDict): string[] {
  const keys = new Set([...older.entries.keys(), ...newer.entries.keys()]);
  return [...keys].filter((key) => !isSameValue(older.entries.get(key) ?? null, newer.entries.get(key) ?? null));
}

export function asDict(value: PdfValue): PdfDict {
  return isDict(value) ? value : { kind: 'dict', entries: new Map(), repeated: [] };
}

export function asItems(value: PdfValue): PdfValue[] {
  return isArray(value) ? value.items : [];
}

/** Marks the object behind a reference as judged. */
export function judgeRef(comparison: Comparison, ...values: (PdfValue | undefined)[]): void {
  for (const value of values) {
    if (isRef(value)) {
      comparison.judged.add(value.number);
    }
  }
}
