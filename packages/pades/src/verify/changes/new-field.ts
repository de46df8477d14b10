import type { FormField } from '../../pdf/fields.ts';
import { isDict, nameOf, type PdfDict } from '../../pdf/values.ts';
import { asDict, type Comparison } from './comparison.ts';
import { appearancesOf, isBlank } from './overlay.ts';

/** A new field may carry these and nothing that acts: no /A, no /AA, no /OC. */
const NEW_FIELD_KEYS = new Set([
  ...['Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'Ff', 'Kids', 'Parent', 'Lock', 'SV', 'V', 'DA', 'DR', 'Q'],
  ...['Rect', 'P', 'F', 'AP', 'AS', 'MK', 'BS', 'Border', 'M', 'NM', 'Contents', 'StructParent', 'H'],
]);
export function isSigned(comparison: Comparison, field: PdfDict): boolean {
  return isDict(comparison.newer.resolve(field.entries.get('V')));
}

export function isTimestamp(comparison: Comparison, field: PdfDict): boolean {
  const signature = asDict(comparison.newer.resolve(field.entries.get('V')));
  return nameOf(comparison.newer.resolve(signature.entries.get('SubFilter'))) === 'ETSI.RFC3161';
}

/** Whether a widget shows nothing: no picture, and no colour or caption that viewers would make one of. */
function isEmpty(comparison: Comparison, widget: PdfDict): boolean {
  const style = asDict(comparison.newer.resolve(widget.entries.get('MK')));
  return (
    appearancesOf(comparison, widget).every((form) => isBlank(comparison, form)) &&
    !['BG', 'CA', 'RC', 'AC', 'I', 'RI', 'IX'].some((key) => style.entries.has(key))
  );
}

/** A field may only show as a widget; other annotations are drawn from their own entries, as a text box from /Contents. */
export function isOtherAnnotation(widget: PdfDict): boolean {
  const { entries } = widget;
  return (
    (entries.has('Subtype') && nameOf(entries.get('Subtype')) !== 'Widget') ||
    (entries.has('Type') && nameOf(entries.get('Type')) !== 'Annot')
  );
}

/** Why a field that came after a signature is not let in. */
export function findNewFieldFault(comparison: Comparison, field: FormField): string | undefined {
  const dicts = [field.dict, ...field.widgets.map((number) => asDict(comparison.newer.object(number)))];
  const odd = dicts.flatMap(({ entries }) => [...entries.keys()]).find((key) => !NEW_FIELD_KEYS.has(key));
  if (field.type !== 'Sig') {
    return 'không phải chỗ ký';
  }
  if (odd !== undefined) {
    return `có thuộc tính /${odd}`;
  }
  if (dicts.some(isOtherAnnotation)) {
    return 'không hiện như một chỗ ký';
  }
  if (comparison.docMdp === 1 && !isTimestamp(comparison, field.dict)) {
    return 'chữ ký trước không cho ký thêm';
  }
  if (!isSigned(comparison, field.dict) && dicts.some((dict) => !isEmpty(comparison, dict))) {
    return 'có hình nhưng không có chữ ký';
  }
  return undefined;
}

export function describeNew(comparison: Comparison, field: PdfDict): string {
  if (isTimestamp(comparison, field)) {
    return 'dấu thời gian';
  }
  return isSigned(comparison, field) ? 'chữ ký' : 'chỗ ký';
}
