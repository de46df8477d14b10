import type { PdfFile } from '../pdf/file.ts';
import { isArray, isDict, isRef, isStream, type PdfDict, type PdfValue } from '../pdf/values.ts';

/** Objects that the document uses, and every dictionary met on the way. */
export interface ReachedObjects {
  numbers: Set<number>;
  dicts: PdfDict[];
}

function valuesOf(value: PdfValue, dicts: PdfDict[]): Iterable<PdfValue> {
  if (isArray(value)) {
    return value.items;
  }
  const found = isStream(value) ? value.dict : value;
  if (!isDict(found)) {
    return [];
  }
  dicts.push(found);
  return found.entries.values();
}

/** Everything reached from the trailer. @throws PadesError `pades.broken`, `pades.limit` */
export function walkObjects(file: PdfFile): ReachedObjects {
  const numbers = new Set<number>();
  const dicts: PdfDict[] = [];
  const open: PdfValue[] = ['Root', 'Info'].map((key) => file.xref.trailer.entries.get(key) ?? null);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    let current = value;
    if (isRef(current)) {
      if (numbers.has(current.number)) {
        continue;
      }
      numbers.add(current.number);
      current = file.object(current.number);
    }
    for (const inner of valuesOf(current, dicts)) {
      if (typeof inner === 'object' && inner !== null) {
        open.push(inner);
      }
    }
  }
  return { numbers, dicts };
}
