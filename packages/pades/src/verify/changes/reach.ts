import { PadesError } from '../../errors.ts';
import type { PdfFile } from '../../pdf/file.ts';
import type { PdfValue } from '../../pdf/values.ts';

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

/** Evidence for long-term validation may grow under any signature; what only it reaches shows nowhere. */
function rootsOf(file: PdfFile): number[] {
  const roots: number[] = [];
  collectRefs(file.xref.trailer.entries.get('Root') ?? null, roots);
  collectRefs(file.xref.trailer.entries.get('Info') ?? null, roots);
  return roots;
}

function refsOf(file: PdfFile, number: number, catalog: PdfValue): number[] {
  const value = file.object(number);
  const found: number[] = [];
  if (value !== null && value === catalog && typeof value === 'object' && value.kind === 'dict') {
    for (const [key, entry] of value.entries) {
      if (key !== 'DSS') {
        collectRefs(entry, found);
      }
    }
    return found;
  }
  collectRefs(value, found);
  return found;
}

/**
 * Every object number that the document reaches, also those that do not exist: a reference to nothing can be given content
 * later without touching anything that was there.
 */
export function reachedFrom(file: PdfFile): Set<number> {
  const catalog = file.resolve(file.xref.trailer.entries.get('Root'));
  const reached = new Set<number>();
  const queue = rootsOf(file);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) {
      continue;
    }
    reached.add(next);
    if (reached.size > MAX_REACHED) {
      throw new PadesError('pades.limit', 'Tệp PDF có quá nhiều đối tượng để so sánh các phiên bản.');
    }
    queue.push(...refsOf(file, next, catalog).filter((number) => !reached.has(number)));
  }
  return reached;
}
