import type { FilledContent, FormFindingView, RequestView } from '@congvu/contracts';
import {
  columnsOf,
  type FieldValue,
  type FilledForm,
  type FormDefinition,
  type FormFinding,
  type FormRow,
  fieldsOf,
  partOf,
} from '@congvu/forms';
import { keyOfRow } from './row-keys.ts';

/** One thing to look at: of the rules, of the registers (through the server), or of the office that sent the form back. */
export interface Problem extends FormFindingView {
  /** The same thing said twice is one. */
  id: string;
  returned: boolean;
  /** A warning somebody authorised let pass. */
  passed: { by: string; reason: string } | undefined;
}

/** The server's word on a content it has seen. */
export interface Verdict {
  content: FilledContent;
  findings: readonly FormFindingView[];
}

const EMPTY_ROWS: readonly FormRow[] = [];

/** The answers as the rules take them. */
export function fieldsIn({ fields = {} }: FilledContent): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.map(({ oldValue, ...row }) => (oldValue === undefined ? row : { ...row, oldValue }))
        : value,
    ]),
  );
}

/** And as they are kept. */
export function asAnswers(fields: Readonly<Record<string, FieldValue>>): NonNullable<FilledContent['fields']> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'object' ? value.map((row) => ({ ...row })) : value,
    ]),
  );
}

export function rowsOf(content: FilledContent): readonly FormRow[] {
  return content.rows ?? EMPTY_ROWS;
}

export function filledForm(form: FormDefinition, content: FilledContent, signerName: string | null): FilledForm {
  return {
    form: form.code,
    set: form.set,
    addressee: content.addressee ?? '',
    place: content.place ?? '',
    date: content.date ?? null,
    signerName: signerName ?? '',
    ...(form.layout.kind === 'sheet' ? { fields: fieldsIn(content) } : { rows: rowsOf(content) }),
  };
}

/** Rows of one table in their order: findings count from 1 within a part. */
function partRows(form: FormDefinition, rows: readonly FormRow[]): Map<string, FormRow[]> {
  const parts = new Map<string, FormRow[]>();
  for (const row of rows) {
    const part = partOf(form, row);
    const own = parts.get(part);
    if (own === undefined) {
      parts.set(part, [row]);
    } else {
      own.push(row);
    }
  }
  return parts;
}

function partKey(form: FormDefinition, part: string | undefined): string {
  return part ?? (form.layout.kind === 'list' ? (form.layout.parts[0]?.key ?? 'list') : 'list');
}

function sameValue(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return one === other || JSON.stringify(one ?? '') === JSON.stringify(other ?? '');
}

/**
 * What the server said of an earlier content and still holds: the field is as it was, or the row is still there, wherever it now
 * stands, with that cell as it was.
 */
export function stillHolding(form: FormDefinition, verdict: Verdict, content: FilledContent): FormFindingView[] {
  if (verdict.content === content) {
    return [...verdict.findings];
  }
  if (form.layout.kind === 'sheet') {
    const was = fieldsIn(verdict.content);
    const now = fieldsIn(content);
    return verdict.findings.filter(({ field }) => sameValue(was[field], now[field]));
  }
  const before = partRows(form, rowsOf(verdict.content));
  const places = new Map<number, { row: FormRow; no: number }>();
  for (const rows of partRows(form, rowsOf(content)).values()) {
    rows.forEach((row, index) => {
      places.set(keyOfRow(row), { row, no: index + 1 });
    });
  }
  return verdict.findings.flatMap((finding) => {
    if (finding.row === null) {
      return [];
    }
    const was = before.get(partKey(form, finding.part))?.[finding.row - 1];
    const now = was === undefined ? undefined : places.get(keyOfRow(was));
    return was !== undefined && now !== undefined && (was[finding.field] ?? '') === (now.row[finding.field] ?? '')
      ? [{ ...finding, row: now.no }]
      : [];
  });
}

function idOf({ code, field, row, part }: FormFindingView): string {
  return `${code} ${field} ${part ?? ''} ${row ?? ''}`;
}

/** Fields in the order of the form, rows from the top. */
function placeOf(form: FormDefinition): (finding: FormFindingView) => number {
  const { layout } = form;
  if (layout.kind === 'sheet') {
    const order = new Map(fieldsOf(form).map((field, index) => [field.key, index]));
    return ({ field }) => order.get(field) ?? -1;
  }
  const orders = new Map(
    layout.parts.map((part, at) => [
      part.key,
      { at, columns: new Map(columnsOf(form, part.key).map((column, index) => [column.key, index])) },
    ]),
  );
  return ({ field, row, part }) => {
    const order = orders.get(partKey(form, part));
    return (order?.at ?? 0) * 1e7 + (row ?? 0) * 20 + (order?.columns.get(field) ?? 0);
  };
}

function returnedProblems(form: FormDefinition, view: Pick<RequestView, 'returned'>): FormFindingView[] {
  const labels = new Map(fieldsOf(form).map((field) => [field.key, field.label]));
  return (view.returned?.fields ?? []).map(({ field, row, reason }) => ({
    code: 'requests.returned',
    severity: 'warning',
    field,
    row,
    label: labels.get(field) ?? columnLabel(form, field),
    message: reason,
    rule: '',
  }));
}

function columnLabel(form: FormDefinition, key: string): string {
  const parts = form.layout.kind === 'list' ? form.layout.parts : [];
  return parts.flatMap((part) => part.columns).find((column) => column.key === key)?.label ?? 'Danh sách';
}

interface ProblemsOf {
  form: FormDefinition;
  content: FilledContent;
  /** Of the rules, by `checkForm` on this very content. */
  local: readonly FormFinding[];
  verdict: Verdict;
  view: Pick<RequestView, 'returned' | 'overrides'>;
}

/** The rules at once, the registers as soon as the server has spoken, the reasons of a return until it is sent again. */
export function problemsOf({ form, content, local, verdict, view }: ProblemsOf): Problem[] {
  const found = new Map<string, FormFindingView>();
  for (const finding of [...local, ...stillHolding(form, verdict, content)]) {
    const { part, fix, ...rest } = finding;
    const plain: FormFindingView = {
      ...rest,
      ...(part !== undefined && { part }),
      ...(fix !== undefined && { fix: { ...fix } }),
    };
    const known = found.get(idOf(plain));
    // The server speaks second and knows the registers: its repair is the better one.
    if (known === undefined || plain.fix !== undefined) {
      found.set(idOf(plain), plain);
    }
  }
  const place = placeOf(form);
  const passed = new Map(view.overrides.map((one) => [`${one.code} ${one.field} ${one.row ?? ''}`, one]));
  const returned = returnedProblems(form, view).map((finding) => ({
    ...finding,
    id: `returned ${finding.field} ${finding.row ?? ''}`,
    returned: true,
    passed: undefined,
  }));
  const rest = [...found.values()].map((finding) => ({
    ...finding,
    id: idOf(finding),
    returned: false,
    passed:
      finding.severity === 'warning' ? passed.get(`${finding.code} ${finding.field} ${finding.row ?? ''}`) : undefined,
  }));
  return [...returned, ...rest].sort((one, other) => place(one) - place(other));
}

/** Errors keep the form here. */
export function stops(problem: Problem): boolean {
  return problem.severity === 'error';
}

/** Goes on, but the head answers for it with a reason. */
export function warns(problem: Problem): boolean {
  return problem.severity === 'warning' && !problem.returned && problem.passed === undefined;
}
