import type { FilledForm, FormRow, ListColumn, ListPart } from '../definition.ts';
import { FormsError } from '../error.ts';
import { printValue } from '../fields.ts';
import { countOf, isLandscape, plannedColumn, rowsOf } from '../render/compose-list.ts';
import { layColumns, oneLine, textWidth } from '../render/compose-page.ts';
import { formByCode } from '../sets/index.ts';
import { finish, newWorkbook, SheetWriter, type XlsxColumn, type XlsxTable } from './write-sheet.ts';

/** Rows to fill in on a list that is still empty. */
const BLANK_ROWS = 20;

function cellOf(row: FormRow, column: ListColumn): string {
  return oneLine(printValue(column, row[column.key] ?? ''));
}

/** STT as a number, everything else as text: spreadsheets spoil account names, phone numbers and serials otherwise. */
export function toXlsxColumns(columns: ReturnType<typeof layColumns>): XlsxColumn[] {
  return columns.map(({ title, width, align }, index) => ({
    title,
    width,
    align,
    kind: index === 0 ? 'number' : 'text',
  }));
}

function toTable(form: FilledForm, part: ListPart, rows: readonly FormRow[], landscape: boolean): XlsxTable {
  const columns = layColumns(part.columns.map(plannedColumn), rows.length, textWidth(landscape));
  return {
    heading: part.heading ?? null,
    columns: toXlsxColumns(columns),
    rows: rows.map((row, index) => [index + 1, ...part.columns.map((column) => cellOf(row, column))]),
    blank: (form.rows ?? []).length === 0 ? BLANK_ROWS : 0,
  };
}

/**
 * A list form as a spreadsheet as it is printed; without rows, the list to fill in. `readFormTable` reads it again.
 * @throws FormsError `forms.unknown_form`, `forms.not_a_list`
 * @example await renderFormXlsx(emptyForm('M07'))
 */
export async function renderFormXlsx(form: FilledForm): Promise<Uint8Array> {
  const definition = formByCode(form.form, form.set);
  const { layout, label, title } = definition;
  if (layout.kind !== 'list') {
    throw new FormsError(
      'forms.not_a_list',
      `${label} không phải là danh sách nên không có bản Excel. Dùng bản PDF hoặc Word.`,
    );
  }
  const landscape = isLandscape(layout);
  const tables = layout.parts.map((part) => toTable(form, part, rowsOf(form, layout, part), landscape));
  const workbook = newWorkbook(form.date ?? null);
  const writer = new SheetWriter(workbook, label, tables, landscape);
  writer.line(label, { bold: true, align: 'right' });
  for (const line of title) {
    writer.line(line, { bold: true, align: 'center', size: 14 });
  }
  writer.gap();
  if (layout.countLabel !== null) {
    writer.line(`${layout.countLabel}: ${countOf(form) ?? ''}`.trim());
  }
  if (layout.caption !== null) {
    writer.line(`${layout.caption}:`);
  }
  tables.forEach((table, index) => {
    if (index > 0) {
      writer.gap();
    }
    writer.table(table, tables.length === 1);
  });
  return finish(workbook, [writer]);
}
