import { printDate } from './dates.ts';
import type { FieldValue, FilledForm, FormCode, FormDefinition, FormField, FormRow, ListColumn } from './definition.ts';
import { formByCode } from './sets/index.ts';

/** Fields of a sheet form in their order; a list form has none (see `columnsOf`). */
export function fieldsOf(form: FormDefinition): readonly FormField[] {
  return form.layout.kind === 'sheet' ? form.layout.fields : [];
}

/** Columns of a list form without STT: of the named part, else of the first one. */
export function columnsOf(form: FormDefinition, part?: string): readonly ListColumn[] {
  if (form.layout.kind === 'sheet') {
    return [];
  }
  const { parts } = form.layout;
  return (part === undefined ? parts[0] : parts.find(({ key }) => key === part))?.columns ?? [];
}

export function isListForm(form: FormDefinition): boolean {
  return form.layout.kind === 'list';
}

/** Part of a row: forms of one table leave it out. */
export function partOf(form: FormDefinition, row: FormRow): string {
  return row.part ?? (form.layout.kind === 'list' ? (form.layout.parts[0]?.key ?? 'list') : 'list');
}

/**
 * The words of a field on paper: capitals where the label says so, days as dd/mm/yyyy, choices by their label. Boxes and
 * tables are drawn by the layout and give ''.
 * @example printValue(bornOn, '1988-05-07') // '07/05/1988'
 */
export function printValue(field: FormField, value: FieldValue | undefined): string {
  if (typeof value !== 'string') {
    return '';
  }
  const text = value.normalize('NFC');
  if (field.type === 'date') {
    return printDate(text);
  }
  const chosen = field.options?.find((option) => option.value === text)?.label ?? text;
  return field.capitals === true ? chosen.toUpperCase() : chosen;
}

function emptyValue(field: FormField): FieldValue {
  if (field.type === 'check') {
    return false;
  }
  return field.type === 'changes' ? [] : '';
}

/** A form with every field there and empty. */
export function emptyForm(code: FormCode, set = '2021'): FilledForm {
  const form = formByCode(code, set);
  if (form.layout.kind === 'list') {
    return { form: code, set, rows: [] };
  }
  const fields = Object.fromEntries(form.layout.fields.map((field) => [field.key, emptyValue(field)]));
  return { form: code, set, addressee: '', place: '', date: null, signerName: '', fields };
}
