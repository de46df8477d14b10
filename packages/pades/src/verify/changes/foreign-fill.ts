import { type Operation, readOperations } from '../../pdf/content.ts';
import type { FormField } from '../../pdf/fields.ts';
import { decodeStream } from '../../pdf/filters.ts';
import {
  isArray,
  isDict,
  isRef,
  isSameValue,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
  readTextString,
} from '../../pdf/values.ts';
import { asDict, type Comparison, changedKeys } from './comparison.ts';

/** Clipping, frame, colour and text; no image, no form, no free path that could draw a letter. */
const HARMLESS = new Set([
  ...['q', 'Q', 'BMC', 'BDC', 'EMC', 're', 'W', 'W*', 'n', 'S', 's', 'f', 'w', 'd', 'J', 'j', 'BT', 'ET'],
  ...['Tf', 'Td', 'TD', 'Tm', 'T*', 'TL', 'Tc', 'Tw', 'Tz', 'Ts', 'Tj', 'TJ', "'", 'g', 'G', 'rg', 'RG', 'k', 'K'],
]);
const FILL_KEYS = new Set(['V', 'AP', 'M', 'F', 'DA', 'BS', 'DR', 'Ff']);

function shownBy({ operator, operands }: Operation): string {
  if (!['Tj', 'TJ', "'"].includes(operator)) {
    return '';
  }
  const [first] = operands.slice(-1);
  const parts = isArray(first) ? first.items : [first];
  return parts.map((part) => (isString(part) ? Buffer.from(part.bytes).toString('latin1') : '')).join('');
}

/** Fonts of the appearance must have been there when the document was signed, one byte a letter, and still be the same. */
function usesSignedFonts(comparison: Comparison, form: PdfDict): boolean {
  const resources = asDict(comparison.newer.resolve(form.entries.get('Resources')));
  const fonts = asDict(comparison.newer.resolve(resources.entries.get('Font')));
  return [...fonts.entries.values()].every((font) => {
    const known = isRef(font) && !comparison.touched.has(font.number) ? comparison.older.object(font.number) : null;
    return isDict(known) && ['Type1', 'TrueType'].includes(nameOf(known.entries.get('Subtype')) ?? '');
  });
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

function drawsValue(comparison: Comparison, field: PdfDict, value: string): boolean {
  const appearance = asDict(comparison.newer.resolve(field.entries.get('AP')));
  const form = comparison.newer.resolve(appearance.entries.get('N'));
  if (!isStream(form) || appearance.entries.size !== 1 || !usesSignedFonts(comparison, form.dict)) {
    return false;
  }
  const operations = readOperations(decodeStream(form, comparison.newer.budget), comparison.newer.budget);
  const isHarmless = operations.every(({ operator }) => HARMLESS.has(operator));
  return isHarmless && withoutBlanks(operations.map(shownBy).join('')) === withoutBlanks(value);
}

/** A text field of another product, filled with what it shows. Answers what is wrong, or undefined. */
export function findTextFillFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const value = newer.entries.get('V');
  const odd = changedKeys(older.dict, newer).find((key) => !FILL_KEYS.has(key));
  if (odd !== undefined || !isString(value)) {
    return 'thuộc tính khác của trường bị sửa';
  }
  return drawsValue(comparison, newer, readTextString(value)) ? undefined : 'hình hiển thị không khớp giá trị';
}

function statesOf(comparison: Comparison, field: PdfDict): string[] {
  const appearance = asDict(comparison.older.resolve(field.entries.get('AP')));
  return [...asDict(comparison.older.resolve(appearance.entries.get('N'))).entries.keys(), 'Off'];
}

/** A tick box that changes to one of the states it had when signed. */
export function findTickFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const keys = changedKeys(older.dict, newer);
  const state: PdfValue | undefined = newer.entries.get('AS');
  const isKnown = statesOf(comparison, older.dict).includes(nameOf(state) ?? '');
  const isConsistent = isSameValue(state ?? null, newer.entries.get('V') ?? null);
  return keys.every((key) => key === 'V' || key === 'AS') && isKnown && isConsistent ? undefined : 'ô chọn bị sửa';
}
