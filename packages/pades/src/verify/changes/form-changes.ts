import { digitOperators } from '../../fields/digit-slot.ts';
import { openSlotOf } from '../../fields/fill-digits.ts';
import { isLocked } from '../../fields/lock.ts';
import type { FormField } from '../../pdf/fields.ts';
import {
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
import type { Place } from '../report.ts';
import { asDict, asItems, type Comparison, changedKeys, forbid, judgeRef, report } from './comparison.ts';
import { findTextFillFault, findTickFault } from './foreign-fill.ts';
import { describeNew, findNewFieldFault, isOtherAnnotation, isSigned, isTimestamp } from './new-field.ts';

/** What signing may set in a field that stood empty. */
const SIGNED_FIELD_KEYS = new Set(['V', 'AP', 'F', 'P', 'Type', 'Subtype', 'M', 'NM', 'DA', 'MK', 'AS']);

/** Where a field shows now, or showed before it was taken away. */
function placeOf({ history, older, newer }: Comparison, { widgets }: Pick<FormField, 'widgets'>): Place | undefined {
  for (const number of widgets) {
    const place = history.annotationPlace(newer, number) ?? history.annotationPlace(older, number);
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}

interface NewField {
  number: number;
  widgets: number[];
  name: string;
}

/** New fields that the rules let in; the others are reported. */
function judgeNewFields(comparison: Comparison, known: ReadonlySet<number>): NewField[] {
  const accepted: NewField[] = [];
  for (const field of comparison.history.fieldsOf(comparison.newer)) {
    if (known.has(field.number)) {
      continue;
    }
    const isNew = [field.number, ...field.widgets].every((number) => comparison.older.object(number) === null);
    const fault = isNew ? findNewFieldFault(comparison, field) : 'dùng lại đối tượng cũ';
    if (fault !== undefined) {
      const text = `Thêm trường ${field.name} (${fault}).`;
      const place = placeOf(comparison, field);
      forbid(comparison, { kind: 'field_added', text, object: field.number, place });
      continue;
    }
    accepted.push(field);
    const text = `Thêm ${describeNew(comparison, field.dict)} ${field.name}.`;
    report(comparison, true, {
      kind: 'signature_added',
      text,
      object: field.number,
      place: placeOf(comparison, field),
    });
  }
  return accepted;
}

/** Filling is for documents whose signatures say so (DocMDP 2 or 3), and for fields none of them froze. */
function findFillFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const { docMdp, locks } = comparison;
  if (docMdp !== 2 && docMdp !== 3) {
    return 'không chữ ký nào cho phép điền sau khi ký';
  }
  if (locks.some((lock) => isLocked(lock, older.name))) {
    return 'trường đã bị khóa khi ký';
  }
  if (older.type === 'Btn') {
    return findTickFault(comparison, older, newer);
  }
  const style = older.dict.entries.get('DA');
  const isOurs = isString(style) && readTextString(style).startsWith('/Digits');
  return isOurs ? findDigitFault(comparison, older, newer) : findTextFillFault(comparison, older, newer);
}

/** Our slots: once, digits only, drawn as our generator draws them. */
function findDigitFault(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const open = openSlotOf(comparison.older, older.dict);
  if (open === undefined || older.dict.entries.has('V')) {
    return 'không phải ô số còn trống';
  }
  const value = newer.entries.get('V');
  const digits = isString(value) ? readTextString(value) : '';
  const limit = older.dict.entries.get('MaxLen');
  if (!/^\d+$/.test(digits) || (typeof limit === 'number' && digits.length > limit)) {
    return 'giá trị không phải chữ số';
  }
  if (changedKeys(older.dict, newer).some((key) => key !== 'V' && key !== 'AP')) {
    return 'thuộc tính khác của trường bị sửa';
  }
  return isDrawnAs(comparison, newer, digitOperators(open.slot, digits), open.form.dict)
    ? undefined
    : 'hình hiển thị không khớp giá trị';
}

/** The appearance is exactly the one our generator makes, with the signed font and box. */
function isDrawnAs(comparison: Comparison, field: PdfDict, operators: string, form: PdfDict): boolean {
  const appearance = asDict(comparison.newer.resolve(field.entries.get('AP')));
  const normal = comparison.newer.resolve(appearance.entries.get('N'));
  return (
    appearance.entries.size === 1 &&
    isStream(normal) &&
    changedKeys(form, normal.dict).every((key) => key === 'Length') &&
    Buffer.from(normal.raw).toString('latin1') === operators
  );
}

function judgeSignedField(comparison: Comparison, older: FormField, newer: PdfDict): string | undefined {
  const { docMdp, locks } = comparison;
  if (comparison.older.resolve(older.dict.entries.get('V')) !== null) {
    return 'chữ ký đã có bị sửa';
  }
  if (!isSigned(comparison, newer)) {
    return 'chỗ ký bị sửa mà không có chữ ký';
  }
  if (docMdp === 1 && !isTimestamp(comparison, newer)) {
    return 'chữ ký trước không cho ký thêm';
  }
  if (locks.some((lock) => isLocked(lock, older.name))) {
    return 'chỗ ký đã bị khóa';
  }
  if (isOtherAnnotation(newer)) {
    return 'không hiện như một chỗ ký';
  }
  const odd = changedKeys(older.dict, newer).find((key) => !SIGNED_FIELD_KEYS.has(key));
  return odd === undefined ? undefined : `thuộc tính /${odd} bị sửa`;
}

function valueText(value: PdfValue | undefined): string {
  return isString(value) ? readTextString(value) : (nameOf(value) ?? '');
}

/** Answers whether it was filled as it may be. */
function judgeField(comparison: Comparison, older: FormField): boolean {
  const newer = asDict(comparison.newer.object(older.number));
  comparison.judged.add(older.number);
  const isSignature = older.type === 'Sig';
  const judge = isSignature ? judgeSignedField : findFillFault;
  const isKnownType = ['Sig', 'Tx', 'Btn', 'Ch'].includes(older.type ?? '');
  const fault = isKnownType ? judge(comparison, older, newer) : 'trường bị sửa';
  const object = older.number;
  const place = placeOf(comparison, older);
  if (fault !== undefined) {
    const kind = isSignature ? 'signature_field' : 'field';
    forbid(comparison, { kind, text: `Trường ${older.name}: ${fault}.`, object, place });
  } else if (isSignature) {
    report(comparison, true, { kind: 'signature_added', text: `Ký vào chỗ ký ${older.name}.`, object, place });
  } else {
    const text = `Điền ${older.name}: ${valueText(newer.entries.get('V'))}.`;
    report(comparison, true, { kind: 'field_filled', text, object, place });
    return true;
  }
  return false;
}

/** Widgets apart from their field: signing an empty field may give them an appearance. */
function judgeWidgets(comparison: Comparison, field: FormField, isFilled: boolean): void {
  const wasOpen = field.type === 'Sig' && comparison.older.resolve(field.dict.entries.get('V')) === null;
  const isNowSigned = isSigned(comparison, asDict(comparison.newer.object(field.number)));
  for (const number of field.widgets) {
    if (number === field.number || !comparison.touched.has(number)) {
      continue;
    }
    comparison.judged.add(number);
    if (isFilled) {
      continue;
    }
    const widget = asDict(comparison.newer.object(number));
    const keys = changedKeys(asDict(comparison.older.object(number)), widget);
    if (!wasOpen || !isNowSigned || isOtherAnnotation(widget) || keys.some((key) => !SIGNED_FIELD_KEYS.has(key))) {
      const place = comparison.history.annotationPlace(comparison.newer, number);
      forbid(comparison, { kind: 'field', text: `Hình của trường ${field.name} bị sửa.`, object: number, place });
    }
  }
}

function judgeFieldList(comparison: Comparison, older: PdfDict, newer: PdfDict, added: readonly NewField[]): void {
  const then = asItems(comparison.older.resolve(older.entries.get('Fields')));
  const now = asItems(comparison.newer.resolve(newer.entries.get('Fields')));
  judgeRef(comparison, older.entries.get('Fields'), newer.entries.get('Fields'));
  const isKept = then.every((item, index) => isSameValue(item, now[index] ?? null));
  const allowed = new Set(added.map(({ number }) => number));
  const isGrowthKnown = now.slice(then.length).every((item) => isRef(item) && allowed.has(item.number));
  if (!isKept || !isGrowthKnown) {
    forbid(comparison, { kind: 'form', text: 'Danh sách trường của biểu mẫu bị sửa.' });
  }
}

/** /DR may get more names; those it had keep their meaning. */
function onlyGrew(
  comparison: Comparison,
  older: PdfValue | undefined,
  newer: PdfValue | undefined,
  depth = 0,
): boolean {
  const then = comparison.older.resolve(older);
  const now = comparison.newer.resolve(newer);
  if (then === null) {
    return true;
  }
  if (depth < 2 && isDict(then) && isDict(now)) {
    return [...then.entries].every(([key, value]) => onlyGrew(comparison, value, now.entries.get(key), depth + 1));
  }
  return isSameValue(older ?? null, newer ?? null) && !(isRef(older) && comparison.touched.has(older.number));
}

function judgeFormKey(key: string, older: PdfDict, newer: PdfDict): boolean {
  const [then, now] = [older.entries.get(key), newer.entries.get(key)];
  switch (key) {
    case 'Fields':
    case 'SigFlags':
    case 'DR':
      return true;
    case 'DA':
      return then === undefined;
    case 'NeedAppearances':
      return now === undefined || now === false;
    default:
      return false;
  }
}

/** Judges the form and its fields; answers the widgets that pages may have gained. */
export function judgeForm(
  comparison: Comparison,
  olderRef: PdfValue | undefined,
  newerRef: PdfValue | undefined,
): Set<number> {
  const older = asDict(comparison.older.resolve(olderRef));
  const newer = asDict(comparison.newer.resolve(newerRef));
  judgeRef(comparison, olderRef, newerRef);
  const oldFields = comparison.history.fieldsOf(comparison.older);
  const added = judgeNewFields(comparison, new Set(oldFields.map(({ number }) => number)));
  judgeFieldList(comparison, older, newer, added);
  for (const key of changedKeys(older, newer)) {
    if (!judgeFormKey(key, older, newer)) {
      forbid(comparison, { kind: 'form', text: `Biểu mẫu bị sửa (/${key}).` });
    }
  }
  if (!onlyGrew(comparison, older.entries.get('DR'), newer.entries.get('DR'))) {
    forbid(comparison, { kind: 'form', text: 'Phông chữ hoặc tài nguyên của biểu mẫu bị sửa.' });
  }
  for (const field of oldFields) {
    const isFilled = comparison.touched.has(field.number) && judgeField(comparison, field);
    judgeWidgets(comparison, field, isFilled);
  }
  return new Set(added.flatMap(({ widgets }) => widgets));
}
