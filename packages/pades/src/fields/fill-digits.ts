import { PadesError } from '../errors.ts';
import { listFields } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { decodeStream } from '../pdf/filters.ts';
import {
  dict,
  isArray,
  isDict,
  isStream,
  type PdfDict,
  type PdfStream,
  ref,
  textString,
  withEntries,
} from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { ALIGNMENTS, type DigitSlot, digitOperators, readDigitSlot } from './digit-slot.ts';

/** A slot with the stream that draws nothing yet. */
export interface OpenSlot {
  slot: DigitSlot;
  form: PdfStream;
}

/** The slot of a text field, or undefined when the field is not an empty one of ours. */
export function openSlotOf(file: PdfFile, field: PdfDict): OpenSlot | undefined {
  const appearance = file.resolve(field.entries.get('AP'));
  const form = isDict(appearance) ? file.resolve(appearance.entries.get('N')) : null;
  const align = ALIGNMENTS[Number(field.entries.get('Q') ?? 0)];
  if (!isStream(form) || align === undefined || form.raw.length > 4_096) {
    return undefined;
  }
  const box = file.resolve(form.dict.entries.get('BBox'));
  const width = isArray(box) ? box.items[2] : undefined;
  if (typeof width !== 'number') {
    return undefined;
  }
  const slot = readDigitSlot(Buffer.from(decodeStream(form)).toString('latin1'), width, align);
  return slot === undefined ? undefined : { slot, form };
}

function assertDigits(name: string, digits: string, field: PdfDict): void {
  const limit = field.entries.get('MaxLen');
  if (!/^\d+$/.test(digits) || (typeof limit === 'number' && digits.length > limit)) {
    throw new PadesError('pades.text', `Trường ${name} chỉ nhận chữ số, nhiều nhất ${String(limit ?? '')} chữ số.`);
  }
}

/**
 * Fills slots with digits: /V and an appearance made from it, nothing else.
 * @throws PadesError `pades.field_missing`, `pades.field_type` when it is no open slot, `pades.text`
 */
export function fillDigits(file: PdfFile, revision: Revision, values: Readonly<Record<string, string>>): void {
  const fields = new Map(listFields(file).map((field) => [field.name, field]));
  for (const [name, digits] of Object.entries(values)) {
    const field = fields.get(name);
    if (field === undefined) {
      throw new PadesError('pades.field_missing', `Văn bản không có trường ${name}.`);
    }
    const open = openSlotOf(file, field.dict);
    if (open === undefined || field.dict.entries.has('V')) {
      throw new PadesError('pades.field_type', `Trường ${name} không phải ô số còn trống.`);
    }
    assertDigits(name, digits, field.dict);
    const number = revision.allot();
    const entries = withEntries(open.form.dict, { Length: null, Filter: null });
    revision.setStream(number, entries, Buffer.from(digitOperators(open.slot, digits), 'latin1'));
    revision.set(field.number, withEntries(field.dict, { V: textString(digits), AP: dict({ N: ref(number) }) }));
  }
}
