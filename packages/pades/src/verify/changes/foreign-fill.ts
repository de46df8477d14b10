import { readOperations } from '../../pdf/content.ts';
import type { FormField } from '../../pdf/fields.ts';
import { decodeStream } from '../../pdf/filters.ts';
import { readBox } from '../../pdf/pages.ts';
import {
  array,
  isArray,
  isDict,
  isRef,
  isSameValue,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfRef,
  type PdfValue,
  readTextString,
} from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, changedKeys } from './comparison.ts';
import { type FillFrame, textOfFill } from './fill-drawing.ts';
import { collectRefs } from './reach.ts';

const FILL_KEYS = new Set(['V', 'I', 'AP', 'M', 'F', 'DA', 'BS', 'DR', 'Ff']);

/** More than any font is made of. */
const MAX_PARTS = 500;

/** An object with everything below it: letters of another shape make another number. */
function isUntouched({ older, touched }: Comparison, start: PdfRef): boolean {
  const seen = new Set([start.number]);
  for (const number of seen) {
    const found: number[] = [];
    collectRefs(older.object(number), found);
    for (const next of found) {
      seen.add(next);
    }
    if (touched.has(number) || seen.size > MAX_PARTS) {
      return false;
    }
  }
  return true;
}

/** The space an appearance has, when it fills its field upright; a field that was turned when signed may stay so. */
function frameOf(comparison: Comparison, field: PdfDict, form: PdfDict): FillFrame | undefined {
  const { newer } = comparison;
  const rect = readBox(newer, field.entries.get('Rect'));
  const box = readBox(newer, form.entries.get('BBox'));
  const isTurned = asDict(newer.resolve(field.entries.get('MK'))).entries.has('R');
  const matrix = newer.resolve(form.entries.get('Matrix'));
  const isPlain = isTurned || matrix === null || isSameValue(matrix, array(1, 0, 0, 1, 0, 0));
  if (rect === undefined || box === undefined || !isPlain || form.entries.has('OC')) {
    return undefined;
  }
  const isSame = (width: number, height: number): boolean =>
    Math.abs(box.width - width) < 3 && Math.abs(box.height - height) < 3;
  const isFull = isSame(rect.width, rect.height) || (isTurned && isSame(rect.height, rect.width));
  return isFull && Math.abs(box.x) < 1 && Math.abs(box.y) < 1 ? { width: box.width, height: box.height } : undefined;
}

/** Fonts of the appearance must have been there when the document was signed, one byte a letter, and still be the same. */
function usesSignedFonts(comparison: Comparison, form: PdfDict): boolean {
  const resources = asDict(comparison.newer.resolve(form.entries.get('Resources')));
  const fonts = asDict(comparison.newer.resolve(resources.entries.get('Font')));
  return [...fonts.entries.values()].every((font) => {
    const known = isRef(font) && isUntouched(comparison, font) ? comparison.older.object(font.number) : null;
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
  const frame = frameOf(comparison, field, form.dict);
  const operations = readOperations(decodeStream(form, comparison.newer.budget), comparison.newer.budget);
  const text = frame === undefined ? undefined : textOfFill(operations, frame);
  return text !== undefined && withoutBlanks(text) === withoutBlanks(value);
}

/** The index of what was chosen has to say the same as the value (Table 234). */
function isChoiceKept(comparison: Comparison, older: FormField, newer: PdfDict): boolean {
  const chosen = newer.entries.get('I');
  if (chosen === undefined) {
    return true;
  }
  const value = newer.entries.get('V') ?? null;
  const options = asItems(comparison.older.resolve(older.dict.entries.get('Opt')));
  const place = options.findIndex((option) => isSameValue(isArray(option) ? (option.items[1] ?? null) : option, value));
  return older.type === 'Ch' && isSameValue(chosen, array(place));
}

/** A text field of another product, filled with what it shows. Answers what is wrong, or undefined. */
export function findTextFillFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const value = newer.entries.get('V');
  const odd = changedKeys(older.dict, newer).find((key) => !FILL_KEYS.has(key));
  const widget = singleWidget(comparison, older, newer);
  if (odd !== undefined || !isString(value) || widget === undefined || !isChoiceKept(comparison, older, newer)) {
    return 'thuộc tính khác của trường bị sửa';
  }
  return drawsValue(comparison, widget, readTextString(value)) ? undefined : 'hình hiển thị không khớp giá trị';
}

/** The widget of a text field: the field itself, or the only one below it. */
function singleWidget(comparison: Comparison, older: FormField, newer: PdfDict): PdfDict | undefined {
  const [number = 0, ...others] = older.widgets;
  if (number === older.number) {
    return newer;
  }
  const widget = asDict(comparison.newer.object(number));
  const keys = changedKeys(asDict(comparison.older.object(number)), widget);
  return others.length === 0 && keys.every((key) => key === 'AP' || key === 'M') ? widget : undefined;
}

function statesOf(comparison: Comparison, field: PdfDict): string[] {
  const appearance = asDict(comparison.older.resolve(field.entries.get('AP')));
  return [...asDict(comparison.older.resolve(appearance.entries.get('N'))).entries.keys(), 'Off'];
}

/** Buttons of which one is pressed: each shows what the value of the field says. */
function areButtonsSet(comparison: Comparison, { dict, widgets }: FormField, newer: PdfDict): boolean {
  const value = nameOf(newer.entries.get('V')) ?? 'Off';
  const states = widgets.map((number) => statesOf(comparison, asDict(comparison.older.object(number))));
  const isSet = widgets.every((number, index) => {
    const widget = asDict(comparison.newer.object(number));
    const expected = states[index]?.includes(value) === true ? value : 'Off';
    const keys = changedKeys(asDict(comparison.older.object(number)), widget);
    return keys.every((key) => key === 'AS') && nameOf(widget.entries.get('AS')) === expected;
  });
  return isSet && states.flat().includes(value) && changedKeys(dict, newer).every((key) => key === 'V');
}

/** A tick box that changes to one of the states it had when signed. */
export function findTickFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  if (older.widgets[0] !== older.number) {
    return areButtonsSet(comparison, older, newer) ? undefined : 'ô chọn bị sửa';
  }
  const keys = changedKeys(older.dict, newer);
  const state: PdfValue | undefined = newer.entries.get('AS');
  const isKnown = statesOf(comparison, older.dict).includes(nameOf(state) ?? '');
  const isConsistent = isSameValue(state ?? null, newer.entries.get('V') ?? null);
  return keys.every((key) => key === 'V' || key === 'AS') && isKnown && isConsistent ? undefined : 'ô chọn bị sửa';
}
