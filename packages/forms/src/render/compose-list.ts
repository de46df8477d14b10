import type { FilledForm, FormDefinition, FormRow, ListColumn, ListPart } from '../definition.ts';
import { printValue } from '../fields.ts';
import type { ListPage, PrintedPart } from '../typst/pages.ts';
import {
  createdOn,
  demoMark,
  layColumns,
  oneLine,
  type PlannedColumn,
  type PrintOptions,
  staysWhole,
  textWidth,
} from './compose-page.ts';

type ListLayout = Extract<FormDefinition['layout'], { kind: 'list' }>;

/** Rows to write in on a list that is still empty, and in an empty part beside a filled one. */
const BLANK_ROWS = 8;
const BLANK_ROWS_OF_PART = 2;
/** As many columns besides STT as an upright page takes; Mẫu số 07 has them, in smaller letters. */
const UPRIGHT_COLUMNS = 6;
const USUAL_SIZE = 12;
const SMALL_SIZE = 11;
/** Room for a signature under the last row, in millimetres. */
const ROOM = 26;
const DOTS = '……………………………………………';

export function rowsOf(form: FilledForm, layout: ListLayout, part: ListPart): readonly FormRow[] {
  const rows = form.rows ?? [];
  return layout.parts.length === 1 ? rows : rows.filter((row) => row.part === part.key);
}

/** What the count line says: typed elsewhere, or as many as there are rows. */
export function countOf(form: FilledForm): string | null {
  if (form.count !== undefined) {
    return String(form.count); // nil returns say 0
  }
  const rows = form.rows?.length ?? 0;
  return rows === 0 ? null : String(rows);
}

export function cellOf(row: FormRow, column: ListColumn): string {
  return oneLine(printValue(column, row[column.key] ?? ''));
}

export function plannedColumn(column: ListColumn): PlannedColumn {
  const isNumber = column.type === 'mobile' || column.type === 'phone';
  return { title: column.label, share: column.width, align: isNumber ? 'center' : 'left' };
}

export function isLandscape(layout: ListLayout): boolean {
  return layout.parts.some((part) => part.columns.length > UPRIGHT_COLUMNS);
}

function printedPart(form: FilledForm, layout: ListLayout, part: ListPart): PrintedPart {
  const given = rowsOf(form, layout, part);
  const isEmpty = (form.rows ?? []).length === 0;
  const blank = isEmpty && layout.parts.length === 1 ? BLANK_ROWS : BLANK_ROWS_OF_PART;
  const rows = given.map((row, index) => [String(index + 1), ...part.columns.map((column) => cellOf(row, column))]);
  return {
    heading: part.heading ?? null,
    columns: layColumns(part.columns.map(plannedColumn), rows.length, textWidth(isLandscape(layout))),
    rows,
    blank: rows.length === 0 ? blank : 0,
    whole: staysWhole(rows),
  };
}

/** Mẫu số 06–10 as final texts for the layout. */
export function composeList(
  definition: FormDefinition,
  layout: ListLayout,
  form: FilledForm,
  options: PrintOptions,
): ListPage {
  return {
    kind: 'list',
    documentTitle: `${definition.label} - ${definition.title.join(' ')}`,
    createdOn: createdOn(options, form.date, definition),
    demoMark: demoMark(options),
    label: definition.label,
    issuer: null,
    title: [...definition.title],
    rule: layout.rule,
    count: layout.countLabel === null ? null : `${layout.countLabel}: ${countOf(form) ?? DOTS}`,
    caption: layout.caption === null ? null : `${layout.caption}:`,
    landscape: isLandscape(layout),
    size: layout.parts.some((part) => part.columns.length >= UPRIGHT_COLUMNS) ? SMALL_SIZE : USUAL_SIZE,
    parts: layout.parts.map((part) => printedPart(form, layout, part)),
    totals: null,
    foot: options.signatureRoom === false ? null : { date: null, lines: [], room: ROOM },
    carry: false,
    piece: null,
  };
}
