import { PadesError } from '../../errors.ts';
import { acroFormOf } from '../../pdf/fields.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { isRef, isStream, type PdfDict, type PdfValue } from '../../pdf/values.ts';

const MAX_REACHED = 600_000;

export function collectRefs(value: PdfValue, found: number[]): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  switch (value.kind) {
    case 'ref':
      found.push(value.number);
      return;
    case 'array':
      for (const item of value.items) {
        collectRefs(item, found);
      }
      return;
    case 'dict':
      for (const item of value.entries.values()) {
        collectRefs(item, found);
      }
      return;
    case 'stream':
      collectRefs(value.dict, found);
      return;
    default:
  }
}

/** Judged by rules of their own, and drawing nothing: only what is reached in another way as well counts here. */
const PASSED_OVER: Record<'catalog' | 'form', readonly string[]> = {
  catalog: ['DSS', 'Extensions', 'Metadata'],
  form: ['DR'],
};

function refsExcept(dict: PdfDict, keys: readonly string[]): number[] {
  const found: number[] = [];
  for (const [key, entry] of dict.entries) {
    if (!keys.includes(key)) {
      collectRefs(entry, found);
    }
  }
  return found;
}

/** The stream an object is packed in counts as reached too, with what its length is read from. */
function containerOf(file: PdfFile, number: number): number[] {
  const entry = file.entry(number);
  if (entry?.kind !== 'packed') {
    return [];
  }
  const container = file.object(entry.container);
  const length = isStream(container) ? container.dict.entries.get('Length') : undefined;
  return [entry.container, ...(isRef(length) ? [length.number] : [])];
}

function refsOf(file: PdfFile, number: number, catalog: PdfDict, form: PdfDict | undefined): number[] {
  const value = file.object(number);
  const found = containerOf(file, number);
  if (value === catalog) {
    return [...found, ...refsExcept(catalog, PASSED_OVER.catalog)];
  }
  if (form !== undefined && value === form) {
    return [...found, ...refsExcept(form, PASSED_OVER.form)];
  }
  collectRefs(value, found);
  return found;
}

/**
 * Every object number that the document reaches, also those that do not exist: a reference to nothing can be given content
 * later without touching anything that was there. `reached` is what an older state reached and is added to; then only its
 * members among `added`, which have a new content, are read again.
 */
export function reachFrom(file: PdfFile, reached: Set<number>, added?: ReadonlySet<number>): ReadonlySet<number> {
  const catalog = file.catalog();
  const form = acroFormOf(file);
  const again = added === undefined ? [] : [...added].filter((number) => reached.has(number));
  const queue: number[] = [];
  const read = (number: number): void => {
    for (const found of refsOf(file, number, catalog, form)) {
      if (!reached.has(found)) {
        reached.add(found);
        queue.push(found);
      }
    }
    if (reached.size > MAX_REACHED) {
      throw new PadesError('pades.limit', 'Tệp PDF có quá nhiều đối tượng để so sánh các phiên bản.');
    }
  };
  const roots: number[] = [];
  collectRefs(file.xref.trailer.entries.get('Root') ?? null, roots);
  for (const number of [...roots, ...again]) {
    reached.add(number);
    read(number);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    read(next);
  }
  return reached;
}
