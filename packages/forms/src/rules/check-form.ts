import type {
  FieldValue,
  FilledForm,
  FormDefinition,
  FormFacts,
  FormField,
  FormFinding,
  FormRow,
} from '../definition.ts';
import { columnsOf, fieldsOf, partOf } from '../fields.ts';
import { nameKey } from '../keys.ts';
import { limitsOn, sourcesOn } from '../limits.ts';
import { isFreeMail } from '../mail/free-mail.ts';
import { cleanText, normalizeValue } from '../normalize.ts';
import { formByCode } from '../sets/index.ts';
import { type Entry, type EntryParts, isChangeTable, makeEntry, RULES } from './entry.ts';
import { checkFields } from './field-rules.ts';
import { checkList } from './list-rules.ts';
import { OWN_NEED_RULE, SHEET_RULES } from './sheet-rules.ts';

const HEAD = { addressee: ['Kính gửi', 300], place: ['Địa danh', 100], signerName: ['Họ tên người ký', 100] } as const;

function normalValue(field: FormField | undefined, value: FieldValue): FieldValue {
  if (typeof value === 'string') {
    return field === undefined ? cleanText(value) : normalizeValue(field, value);
  }
  if (!isChangeTable(value)) {
    return value;
  }
  return value.map((row) => ({ ...row, attribute: cleanText(row.attribute), newValue: cleanText(row.newValue) }));
}

function normalFields(form: FormDefinition, values: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
  const known = new Map(fieldsOf(form).map((field) => [field.key, field]));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, normalValue(known.get(key), value)]));
}

function normalRow(form: FormDefinition, row: FormRow): FormRow {
  const columns = columnsOf(form, partOf(form, row));
  const cells = Object.entries(row).map(([key, value]) => {
    const column = columns.find((one) => one.key === key);
    return [key, column === undefined || typeof value !== 'string' ? value : normalizeValue(column, value)];
  });
  return Object.fromEntries(cells) as FormRow; // same keys, cells of text
}

function checkHead(form: FormDefinition, filled: FilledForm, facts: FormFacts, found: FormFinding[]): void {
  const say = (field: string, label: string, code: string, message: string, rule: string): void => {
    found.push({ code, severity: 'error', field, row: null, label, message, rule });
  };
  for (const [key, [label, max]] of Object.entries(HEAD)) {
    const text = cleanText(filled[key as keyof typeof HEAD] ?? '');
    const free = isFreeMail(text, facts.officialDomains);
    if (text.length > max) {
      const message = `“${label}” dài ${text.length} ký tự, nhiều nhất ${max}. Hãy rút gọn.`;
      say(key, label, 'requests.text_too_long', message, form.label);
    } else if (free !== undefined) {
      const message = `“${label}” có địa chỉ của dịch vụ thư miễn phí (${free.domain}). Theo ${RULES.freeMail}, không dùng thư miễn phí làm địa chỉ giao dịch. Hãy bỏ địa chỉ này.`;
      say(key, label, 'requests.free_mail', message, RULES.freeMail);
    }
  }
}

/** Mẫu 01 is signed by the person it is for ("Người khai"). */
function checkSigner(entry: Entry, signerName: string, found: FormFinding[]): void {
  const fullName = entry.text('fullName');
  const isOther = signerName !== '' && nameKey(signerName) !== nameKey(fullName);
  if (entry.form.kind === 'cert.issue.person' && entry.isSound('fullName') && isOther) {
    const { label: rule } = entry.form;
    const message = `Người ký (${signerName}) khác họ tên người đề nghị (${fullName}). ${rule} do chính người đề nghị khai và ký. Hãy xem lại.`;
    const where = { field: 'signerName', row: null, label: 'Họ tên người ký' };
    found.push({ code: 'requests.signer_differs', severity: 'warning', ...where, message, rule });
  }
}

function checkSheet(base: Omit<EntryParts, 'fields' | 'values' | 'row'>, filled: FilledForm): void {
  const { form, facts, found } = base;
  checkHead(form, filled, facts, found);
  const fields = fieldsOf(form);
  const values = normalFields(form, filled.fields ?? {});
  const entry = makeEntry({ ...base, fields, values, row: null });
  for (const key of Object.keys(values).filter((one) => !fields.some((field) => field.key === one))) {
    const shown = key.slice(0, 80);
    entry.tell(shown, 'requests.unknown_field', `${form.label} không có mục “${shown}”. Hãy bỏ giá trị này.`);
  }
  checkFields(entry, OWN_NEED_RULE[form.kind]);
  SHEET_RULES[form.kind]?.(entry);
  checkSigner(entry, cleanText(filled.signerName ?? ''), found);
}

/** Part, row, then the order of the fields; what concerns the whole comes first. */
function inOrder(form: FormDefinition, found: readonly FormFinding[]): FormFinding[] {
  const parts = form.layout.kind === 'list' ? form.layout.parts.map(({ key }) => key) : [];
  const fieldRank = new Map(
    form.layout.kind === 'list'
      ? form.layout.parts.flatMap(({ key, columns }) =>
          columns.map((column, index) => [`${key}.${column.key}`, index] as const),
        )
      : form.layout.fields.map((field, index) => [`.${field.key}`, index] as const),
  );
  const rank = ({ part, field, row }: FormFinding): readonly [number, number, number] => {
    const own = form.layout.kind === 'list' ? (part ?? parts[0] ?? '') : '';
    return [row === null ? -1 : parts.indexOf(own), row ?? 0, fieldRank.get(`${own}.${field}`) ?? -1];
  };
  return found
    .map((finding) => ({ finding, at: rank(finding) }))
    .toSorted((left, right) => left.at[0] - right.at[0] || left.at[1] - right.at[1] || left.at[2] - right.at[2])
    .map(({ finding }) => finding);
}

/**
 * Everything the rules have to say of one form by itself: types, footnotes, conditions of the letter, and what the registers
 * know, as far as they are given. An `error` blocks, a `warning` may be let pass by an authorised person with a reason. Pure.
 * @throws FormsError `forms.unknown_form`
 * @example checkForm(form, { today: '2021-03-24' })[0]?.code // 'requests.free_mail'
 */
export function checkForm(filled: FilledForm, facts: FormFacts): FormFinding[] {
  const form = formByCode(filled.form, filled.set);
  const found: FormFinding[] = [];
  const limits = { ...limitsOn(facts.today), ...facts.limits };
  const base = { form, facts, limits, sources: sourcesOn(facts.today), found };
  if (form.layout.kind === 'list') {
    checkList(base, { ...filled, rows: (filled.rows ?? []).map((row) => normalRow(form, row)) });
  } else {
    checkSheet(base, filled);
  }
  return inOrder(form, found);
}
