import type { FieldLock } from '../../fields/lock.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { isArray, isDict, isRef, isSameValue, type PdfDict, type PdfValue } from '../../pdf/values.ts';
import type { Change, ChangeKind, Place } from '../report.ts';
import type { History } from './history.ts';

/** Two states of one file and what was found between them. Objects keep their numbers, so they are compared one by one. */
export interface Comparison {
  history: History;
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

export interface Finding {
  kind: ChangeKind;
  text: string;
  object?: number;
  page?: number;
  place?: Place | undefined;
}

export function report(comparison: Comparison, permitted: boolean, { kind, text, object, page, place }: Finding): void {
  comparison.changes.push({
    kind,
    permitted,
    object: object ?? null,
    page: page ?? place?.page ?? null,
    place: place ?? null,
    text,
  });
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
