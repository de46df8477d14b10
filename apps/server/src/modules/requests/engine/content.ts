import { createHash } from 'node:crypto';
import type { FilledContent, FormCode } from '@congvu/contracts';
import {
  columnsOf,
  type FieldType,
  type FieldValue,
  type FilledForm,
  type FormFinding,
  type FormRow,
  fieldsOf,
  formByCode,
  isListForm,
  nameKey,
  readFilledForm,
} from '@congvu/forms';
import { invalid } from '../../../platform/errors.ts';

/** One text has one hash whatever the order of its fields; jsonb does not keep the order. */
function hash(value: unknown): string {
  const sorted = (part: unknown): unknown => {
    if (Array.isArray(part)) {
      return part.map(sorted);
    }
    if (part !== null && typeof part === 'object') {
      return Object.fromEntries(
        Object.entries(part)
          .filter(([, item]) => item !== undefined)
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, item]) => [key, sorted(item)]),
      );
    }
    return part;
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

/** What the signatures stand for: the whole form as it is printed. */
export function contentHash(form: FilledForm): string {
  return hash(form);
}

/** What the rules speak of: an override holds for these answers, whatever day is printed under them. */
export function answersHash({ form, set, fields, rows }: FilledForm): string {
  return hash({ form, set, fields, rows });
}

function withoutEmptyHead(content: FilledContent, list: boolean): FilledContent {
  const { addressee, ...rest } = content;
  return list && (addressee === undefined || addressee === '') ? rest : content;
}

/** A finding of the reader as a field of the answer: `rows.3.fullName`. */
function pathOf({ field, row }: FormFinding): string {
  return row === null ? `content.fields.${field}` : `content.rows.${row - 1}.${field}`;
}

/**
 * What came from the page, in the one spelling that is kept. Wrong answers are the rules' business; what the form has no place
 * for is refused, since keeping it quietly would lose it on paper.
 */
export function readContent(
  form: { code: FormCode; set: string },
  content: FilledContent,
  signerName?: string | null,
): FilledForm {
  const list = isListForm(formByCode(form.code, form.set));
  const read = readFilledForm({
    ...withoutEmptyHead(content, list),
    ...(list ? { rows: content.rows ?? [] } : { fields: content.fields ?? {} }),
    ...(signerName != null && { signerName }),
    form: form.code,
    set: form.set,
  });
  if ('problems' in read) {
    throw invalid(
      'requests.content_invalid',
      `Có ${read.problems.length} chỗ không hợp với mẫu: ${read.problems[0]?.message ?? ''}`,
      read.problems.map((problem) => ({ path: pathOf(problem), message: problem.message })),
    );
  }
  return read.form;
}

/** For the page: the form without what the server adds. */
export function contentOf({ addressee, place, date, fields, rows }: FilledForm): FilledContent {
  return {
    ...(addressee !== undefined && { addressee }),
    ...(place !== undefined && { place }),
    ...(date !== undefined && { date }),
    // The page edits copies of these.
    ...(fields !== undefined && { fields: fields as NonNullable<FilledContent['fields']> }),
    ...(rows !== undefined && { rows: [...rows] }),
  };
}

export function textOf(form: FilledForm, key: string): string {
  const value = form.fields?.[key];
  return typeof value === 'string' ? value : '';
}

/** Keys under which the forms name whom they are about, the first that is filled counts. */
const SUBJECT_KEYS = ['organisationName', 'subject.name', 'fullName'];

const LIST_NOUNS: Partial<Record<FormCode, string>> = {
  M06: 'tài khoản',
  M07: 'tài khoản',
  M08: 'tài khoản',
  M09: 'hộp thư',
  M10: 'hộp thư',
};

/** "Lò Thị Mai", "12 tài khoản", "Không phát sinh". */
export function subjectOf(form: FilledForm, nil: boolean): string {
  if (nil) {
    return 'Không phát sinh';
  }
  if (form.rows !== undefined) {
    return `${form.rows.length} ${LIST_NOUNS[form.form] ?? 'dòng'}`;
  }
  return SUBJECT_KEYS.map((key) => textOf(form, key)).find((text) => text !== '') ?? 'Chưa ghi tên';
}

const URGENT_REASONS = ['key_exposed', 'device_lost', 'died'];

/** Goes past the batch (spec requests.md §4): a key that may be in wrong hands, or whose owner is no more. */
export function isUrgent(form: FilledForm): boolean {
  return form.form === 'M04' && URGENT_REASONS.includes(textOf(form, 'reasonCode'));
}

/** Names on the form, folded, so that a request is found by whom it is about. No numbers: those are personal. */
export function searchTextOf(form: FilledForm): string {
  const names = [
    ...SUBJECT_KEYS.map((key) => textOf(form, key)),
    textOf(form, 'declarant.fullName'),
    ...(form.rows ?? []).map((row) => row['fullName'] ?? row['unitName'] ?? ''),
  ];
  return [...new Set(names.filter((name) => name !== '').map(nameKey))].join(' ').slice(0, 100_000);
}

const HIDDEN = '•••';
const HIDDEN_KEY = /(?:^|\.)(?:bornOn|birthPlace|identity\.issuedOn|identity\.issuedBy)$/;
const MASKED: ReadonlySet<FieldType> = new Set(['identityNumber', 'mobile', 'phone']);

/** Identity number, birth data, telephone: enough is left to tell two people apart, not to use the number. */
export function maskValue(key: string, type: FieldType, value: string): string {
  if (value === '') {
    return '';
  }
  if (HIDDEN_KEY.test(key)) {
    return HIDDEN;
  }
  return MASKED.has(type) ? `${HIDDEN}${value.length > 6 ? value.slice(-3) : ''}` : value;
}

function maskRow(types: ReadonlyMap<string, FieldType>, row: FormRow): FormRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, cell]) => [key, maskValue(key, types.get(key) ?? 'text', cell ?? '')]),
  );
}

/** By key; a column that two parts of a form share has one type. */
export function typesOf(form: Pick<FilledForm, 'form' | 'set'>): Map<string, FieldType> {
  const definition = formByCode(form.form, form.set);
  const { layout } = definition;
  const fields =
    layout.kind === 'sheet' ? fieldsOf(definition) : layout.parts.flatMap(({ key }) => columnsOf(definition, key));
  return new Map(fields.map(({ key, type }) => [key, type]));
}

/** The form as somebody sees it who has no need of personal data. */
export function maskForm(form: FilledForm): FilledForm {
  const types = typesOf(form);
  const mask = ([key, value]: [string, FieldValue]): [string, FieldValue] => [
    key,
    typeof value === 'string' ? maskValue(key, types.get(key) ?? 'text', value) : value,
  ];
  return {
    ...form,
    ...(form.fields !== undefined && { fields: Object.fromEntries(Object.entries(form.fields).map(mask)) }),
    ...(form.rows !== undefined && { rows: form.rows.map((row) => maskRow(types, row)) }),
  };
}
