import type { PdfFile } from './file.ts';
import { isArray, isDict, isRef, isString, nameOf, type PdfDict, readTextString } from './values.ts';

const MAX_FIELDS = 20_000;
const MAX_DEPTH = 32;

/** A terminal field of the form (§12.7), with what it inherits. */
export interface FormField {
  /** Full name, parts joined by dots. */
  name: string;
  number: number;
  dict: PdfDict;
  type: string | undefined;
  /** Object numbers of its widgets: itself when merged. */
  widgets: number[];
}

interface Inherited {
  prefix: string;
  type: string | undefined;
  depth: number;
}

function partialName(dict: PdfDict): string | undefined {
  const part = dict.entries.get('T');
  return isString(part) ? readTextString(part) : undefined;
}

function visit(file: PdfFile, number: number, inherited: Inherited, seen: Set<number>, found: FormField[]): void {
  if (seen.has(number) || seen.size > MAX_FIELDS || inherited.depth > MAX_DEPTH) {
    return;
  }
  seen.add(number);
  const dict = file.object(number);
  if (!isDict(dict)) {
    return;
  }
  const part = partialName(dict);
  const fullName = [inherited.prefix, part ?? ''].filter((text) => text !== '').join('.');
  const type = nameOf(file.resolve(dict.entries.get('FT'))) ?? inherited.type;
  const kids = file.resolve(dict.entries.get('Kids'));
  const children = isArray(kids) ? kids.items.filter(isRef).map((kid) => kid.number) : [];
  const isField = (kid: number): boolean => {
    const value = file.object(kid);
    return isDict(value) && value.entries.has('T');
  };
  if (children.some(isField)) {
    for (const kid of children) {
      visit(file, kid, { prefix: fullName, type, depth: inherited.depth + 1 }, seen, found);
    }
    return;
  }
  found.push({ name: fullName, number, dict, type, widgets: children.length === 0 ? [number] : children });
}

export function acroFormOf(file: PdfFile): PdfDict | undefined {
  const form = file.resolve(file.catalog().entries.get('AcroForm'));
  return isDict(form) ? form : undefined;
}

/** Every terminal field, in the order of the form. */
export function listFields(file: PdfFile): FormField[] {
  const fields = file.resolve(acroFormOf(file)?.entries.get('Fields'));
  const found: FormField[] = [];
  const seen = new Set<number>();
  for (const item of isArray(fields) ? fields.items : []) {
    if (isRef(item)) {
      visit(file, item.number, { prefix: '', type: undefined, depth: 0 }, seen, found);
    }
  }
  return found;
}
