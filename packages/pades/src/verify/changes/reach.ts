import { PadesError } from '../../errors.ts';
import { acroFormOf } from '../../pdf/fields.ts';
import type { PdfFile } from '../../pdf/file.ts';
import type { PdfDict, PdfValue } from '../../pdf/values.ts';

const MAX_REACHED = 600_000;

function collectRefs(value: PdfValue, found: number[]): void {
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

function refsOf(file: PdfFile, number: number, catalog: PdfDict, form: PdfDict | undefined): number[] {
  const value = file.object(number);
  if (value === catalog) {
    return refsExcept(catalog, PASSED_OVER.catalog);
  }
  if (form !== undefined && value === form) {
    return refsExcept(form, PASSED_OVER.form);
  }
  const found: number[] = [];
  collectRefs(value, found);
  return found;
}

/**
 * Every object number that the document reaches, also those that do not exist: a reference to nothing can be given content
 * later without touching anything that was there.
 */
export function reachedFrom(file: PdfFile): Set<number> {
  const catalog = file.catalog();
  const form = acroFormOf(file);
  const reached = new Set<number>();
  const queue: number[] = [];
  collectRefs(file.xref.trailer.entries.get('Root') ?? null, queue);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) {
      continue;
    }
    reached.add(next);
    if (reached.size > MAX_REACHED) {
      throw new PadesError('pades.limit', 'Tệp PDF có quá nhiều đối tượng để so sánh các phiên bản.');
    }
    for (const number of refsOf(file, next, catalog, form)) {
      if (!reached.has(number)) {
        queue.push(number);
      }
    }
  }
  return reached;
}
