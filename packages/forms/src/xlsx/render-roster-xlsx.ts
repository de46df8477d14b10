import type ExcelJS from 'exceljs';
import type { FormDefinition, FormField } from '../definition.ts';
import { layColumns, oneLine, type PlannedColumn, placeAndDate, textWidth } from '../render/compose-page.ts';
import { allFields, countTitle, partKeys, rosterTitle } from '../render/compose-roster.ts';
import type { Roster, RosterPrintLine } from '../render/roster.ts';
import { rosterText } from '../render/roster-columns.ts';
import { formByCode } from '../sets/index.ts';
import { identifyingFields, OUTCOMES, resultColumns } from '../table/result-columns.ts';
import { finish, newWorkbook, SheetWriter, type XlsxColumn, type XlsxTable, type XlsxValue } from './write-sheet.ts';

interface DataColumn {
  field: FormField;
  title: string;
}

const SHARES: Readonly<Record<string, number>> = {
  text: 26,
  officialEmail: 26,
  name: 24,
  changes: 34,
  reason: 24,
  serial: 24,
};

function shareOf({ type, key }: FormField): number {
  return key === 'note' ? 16 : (SHARES[type] ?? 15);
}

/** "Ngày cấp" stands on several lines of a form: here it names the paper it belongs to. */
function sheetColumns(definition: FormDefinition): DataColumn[] {
  const { layout } = definition;
  const fields = allFields(definition);
  if (layout.kind === 'list') {
    return [];
  }
  const titleOf = ({ label, footnote }: FormField): string =>
    `${label}${footnote === undefined ? '' : ` (${footnote})`}`;
  return layout.blocks.flatMap((block): DataColumn[] => {
    if (block.kind === 'heading') {
      return [];
    }
    const keys = block.kind === 'line' ? block.line.fields.map(({ key }) => key) : [block.key];
    const placed = keys.flatMap((key) => fields.get(key) ?? []);
    return placed.map((field, index) => {
      const first = placed[0];
      const follows = index > 0 && first !== undefined && first.type !== 'date' && field.type !== 'gender';
      return { field, title: follows ? `${titleOf(field)} - ${titleOf(first)}` : titleOf(field) };
    });
  });
}

function dataColumns(definition: FormDefinition, part: string | undefined): DataColumn[] {
  const { layout } = definition;
  if (layout.kind === 'sheet') {
    return sheetColumns(definition);
  }
  return identifyingFields(definition, part).map((field) => ({ field, title: field.label }));
}

function cellOf(line: RosterPrintLine, field: FormField): XlsxValue {
  const value = line.values[field.key];
  return field.type === 'date' && typeof value === 'string' ? value : rosterText(field, value);
}

/** STT, the given columns, the sending agency and its STT, and what is answered later. */
function toTable(
  lines: readonly RosterPrintLine[],
  columns: readonly DataColumn[],
  answers: readonly { title: string; isDay: boolean }[],
): XlsxTable {
  const planned: PlannedColumn[] = [
    ...columns.map(({ field, title }) => ({ title, share: shareOf(field), align: 'left' as const })),
    { title: 'Cơ quan gửi', share: 22, align: 'left' },
    { title: 'STT của cơ quan gửi', share: 9, align: 'center' },
    ...answers.map(({ title }) => ({ title, share: 18, align: 'left' as const })),
  ];
  const shares = planned.reduce((sum, { share }) => sum + share, 0);
  const laid = layColumns(planned, lines.length, Math.max(textWidth(true), shares * 1.4));
  const kinds: XlsxColumn['kind'][] = [
    'number',
    ...columns.map(({ field }) => (field.type === 'date' ? ('date' as const) : ('text' as const))),
    'text',
    'number',
    ...answers.map(({ isDay }) => (isDay ? ('date' as const) : ('text' as const))),
  ];
  return {
    heading: null,
    columns: laid.map((column, index) => ({ ...column, kind: kinds[index] ?? 'text' })),
    rows: lines.map((line) => [
      line.stt,
      ...columns.map(({ field }) => cellOf(line, field)),
      oneLine([line.agencyName, ...(line.flags ?? []).map((flag) => `(${flag})`)].join(' ')),
      line.originalNo,
      ...answers.map(() => ''),
    ]),
    blank: 0,
  };
}

function writeHead(writer: SheetWriter, definition: FormDefinition, roster: Roster, lines: number): void {
  writer.line(definition.label, { bold: true, align: 'right' });
  for (const line of roster.issuer.split('\n')) {
    writer.line(oneLine(line), { bold: true });
  }
  for (const line of rosterTitle(definition, roster)) {
    writer.line(line, { bold: true, align: 'center', size: 14 });
  }
  const count = countTitle(definition);
  if (count !== null) {
    writer.line(`${count}: ${lines}`);
  }
}

function addTotals(workbook: ExcelJS.Workbook, roster: Roster): SheetWriter {
  const columns: XlsxColumn[] = [
    { title: 'STT', width: 12, kind: 'number', align: 'center' },
    { title: 'Cơ quan gửi', width: 110, kind: 'text', align: 'left' },
    { title: 'Số lượng', width: 30, kind: 'number', align: 'center' },
  ];
  const rows = roster.groups.map(({ agencyName, count }, index): XlsxValue[] => [
    index + 1,
    oneLine(agencyName),
    count,
  ]);
  const all = roster.groups.reduce((sum, { count }) => sum + count, 0);
  const table: XlsxTable = { heading: null, columns, rows: [...rows, ['', 'Tổng cộng', all]], blank: 0 };
  const writer = new SheetWriter(workbook, 'Tổng hợp', [table], false);
  writer.line('Tổng hợp theo cơ quan gửi', { bold: true, align: 'center', size: 14 });
  writer.table(table, true);
  return writer;
}

const PART_NAMES: Readonly<Record<string, string>> = { units: 'Đơn vị', people: 'Cá nhân' };

/** One sheet per list, so that a list can be read again by its heading alone. */
function addLists(
  workbook: ExcelJS.Workbook,
  definition: FormDefinition,
  roster: Roster,
  columnsOf: (part: string | undefined) => readonly DataColumn[],
  answers: readonly { title: string; isDay: boolean }[],
): SheetWriter[] {
  return partKeys(definition).map((part) => {
    const lines = part === undefined ? roster.lines : roster.lines.filter((line) => line.part === part);
    const table = toTable(lines, columnsOf(part), answers);
    const writer = new SheetWriter(workbook, PART_NAMES[part ?? ''] ?? definition.label, [table], true);
    writeHead(writer, definition, roster, lines.length);
    writer.table(table, true);
    return writer;
  });
}

/**
 * Lines of all units as a spreadsheet: every field in a column of its own, days as days, totals per agency on a second sheet.
 * @throws FormsError `forms.unknown_form`
 */
export async function renderRosterXlsx(roster: Roster): Promise<Uint8Array> {
  const definition = formByCode(roster.form, roster.set);
  const workbook = newWorkbook(roster.date);
  const lists = addLists(workbook, definition, roster, (part) => dataColumns(definition, part), []);
  const totals = addTotals(workbook, roster);
  totals.gap();
  for (const line of [placeAndDate(roster), ...(roster.onBehalf ?? '').split('\n')].filter((text) => text !== '')) {
    totals.line(line, { align: 'right' });
  }
  return finish(workbook, [...lists, totals]);
}

/**
 * The same rows with columns to answer in; `readResultTable` reads it again.
 * @throws FormsError `forms.unknown_form`
 */
export async function writeResultTemplateXlsx(roster: Roster): Promise<Uint8Array> {
  const definition = formByCode(roster.form, roster.set);
  const workbook = newWorkbook(roster.date);
  const answers = resultColumns(definition.kind).map(({ label, type }) => ({ title: label, isDay: type === 'date' }));
  const columns = (part: string | undefined): DataColumn[] =>
    identifyingFields(definition, part)
      .filter(({ key }) => key !== 'note')
      .map((field) => ({ field, title: field.label }));
  const lists = addLists(workbook, definition, roster, columns, answers);
  const words = OUTCOMES.map(({ label }) => label).join(', ');
  const guide = new SheetWriter(workbook, 'Hướng dẫn', [], false);
  for (const text of [
    `Cột “Kết quả” ghi một trong các chữ: ${words}. Dòng chưa có kết quả thì để trống.`,
    'Kết quả là Từ chối hoặc Trả lại thì ghi lý do. Ngày ghi theo dạng ngày/tháng/năm, ví dụ 01/03/2021.',
    'Không sửa các cột có sẵn: hệ thống tìm lại dòng theo STT và các cột đó.',
  ]) {
    guide.line(text);
  }
  return finish(workbook, [...lists, guide]);
}
