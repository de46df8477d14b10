import type { FormField, Need } from '../definition.ts';
import { type Entry, isWritten, ruleOf } from './entry.ts';

function isFilled(entry: Entry, key: string): boolean {
  const value = entry.raw(key);
  if (typeof value === 'string') {
    return isWritten(value);
  }
  return Array.isArray(value) ? value.length > 0 : value === true;
}

export function isNeeded(entry: Entry, need: Need): boolean {
  if (typeof need === 'string') {
    return need === 'required';
  }
  if ('together' in need) {
    return need.together.some((key) => isFilled(entry, key));
  }
  const field = entry.fields.find(({ key }) => key === need.when);
  const value = field?.type === 'check' ? String(entry.isChecked(need.when)) : entry.text(need.when);
  return need.is.includes(value);
}

function missingCode({ type }: FormField): string {
  if (type === 'gender') {
    return 'requests.gender_missing';
  }
  return type === 'reason' ? 'requests.reason_missing' : 'requests.field_missing';
}

function whyNeeded(entry: Entry, { need }: FormField): string {
  const { label } = entry.form;
  if (typeof need === 'string') {
    return `${label} bắt buộc có mục này`;
  }
  if ('together' in need) {
    return 'Số hiệu, ngày cấp và ngày hết hạn của chứng thư số cũ ghi đủ cả ba hoặc để trống cả ba';
  }
  const field = entry.fields.find(({ key }) => key === need.when);
  const chosen = field?.options?.find(({ value }) => value === entry.text(need.when))?.label;
  return chosen === undefined
    ? `${label} bắt buộc có mục này`
    : `Mục này bắt buộc khi “${field?.label}” là “${chosen}”`;
}

const HOW: Partial<Record<FormField['type'], string>> = {
  gender: 'Hãy chọn Nam hoặc Nữ.',
  choice: 'Hãy chọn một ô.',
  reason: 'Hãy chọn hoặc ghi lý do.',
};

/** Whether the field is there when it must be. Mẫu 03's table and Mẫu 04's codes have rules of their own. */
export function checkNeed(entry: Entry, field: FormField): boolean {
  if (isFilled(entry, field.key)) {
    return true;
  }
  if (field.type !== 'check' && field.type !== 'changes' && isNeeded(entry, field.need)) {
    const how = HOW[field.type] ?? ['Hãy điền mục này.', field.hint ?? ''].join(' ').trim();
    const message = `Còn thiếu “${field.label}”. ${whyNeeded(entry, field)}. ${how}`;
    entry.tell(field.key, missingCode(field), message, { rule: ruleOf(entry, field) });
  }
  return false;
}
