import ExcelJS from 'exceljs';
import PizZip from 'pizzip';

export interface XlsxColumn {
  title: string;
  /** On paper, in millimetres. */
  width: number;
  kind: 'number' | 'text' | 'date';
  align: 'left' | 'center';
}

/** Text, number, or a civil day `yyyy-mm-dd` in a column of days. */
export type XlsxValue = string | number;

export interface XlsxTable {
  heading: string | null;
  columns: readonly XlsxColumn[];
  rows: readonly (readonly XlsxValue[])[];
  /** Empty rows with borders, to be filled in. */
  blank: number;
}

const FONT = { name: 'Times New Roman', size: 12 } as const;
const THIN = { style: 'thin' } as const;
const BORDER = { top: THIN, left: THIN, bottom: THIN, right: THIN } as const;
/** Characters with which a spreadsheet would start a formula (CWE-1236). */
const FORMULA_START = /^[=+\-@\t\r]/;
const DAY_FORMAT = 'dd/mm/yyyy';
const TEXT_FORMAT = '@';

/** A sheet of sentences, in millimetres. */
const WORDS_ONLY = 180;

/** Width in characters of the standard font: seven pixels each and five for the borders (ECMA-376 Part 1 §18.3.1.13). */
function toCharacters(millimetres: number): number {
  return Math.max(4, Math.round((((millimetres / 25.4) * 96 - 5) / 7) * 10) / 10);
}

export function newWorkbook(day: string | null): ExcelJS.Workbook {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Công Vụ';
  workbook.created = new Date(`${day ?? '2021-03-01'}T00:00:00Z`);
  workbook.modified = workbook.created;
  return workbook;
}

export class SheetWriter {
  private readonly sheet: ExcelJS.Worksheet;
  private readonly width: number;
  /** A cell begins like a formula: the file gets the mark that keeps it a text. */
  hasFormulaText = false;

  constructor(workbook: ExcelJS.Workbook, name: string, tables: readonly XlsxTable[], landscape: boolean) {
    this.width = Math.max(1, ...tables.map(({ columns }) => columns.length));
    this.sheet = workbook.addWorksheet(name, {
      pageSetup: {
        paperSize: 9, // A4
        orientation: landscape ? 'landscape' : 'portrait',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        horizontalCentered: true,
        margins: { left: 0.6, right: 0.4, top: 0.75, bottom: 0.6, header: 0.3, footer: 0.3 },
      },
      headerFooter: { differentFirst: true, oddHeader: '&C&P', firstHeader: '' },
    });
    const widest = tables.find(({ columns }) => columns.length === this.width)?.columns ?? [{ width: WORDS_ONLY }];
    widest.forEach(({ width }, index) => {
      this.sheet.getColumn(index + 1).width = toCharacters(width);
    });
  }

  /** A line over the whole width, as a title has it. */
  line(
    text: string,
    style: { bold?: boolean; italic?: boolean; align?: 'left' | 'center' | 'right'; size?: number } = {},
  ): void {
    const row = this.sheet.addRow([text]);
    this.sheet.mergeCells(row.number, 1, row.number, this.width);
    const cell = row.getCell(1);
    cell.font = { ...FONT, size: style.size ?? 13, bold: style.bold === true, italic: style.italic === true };
    cell.alignment = { horizontal: style.align ?? 'left', vertical: 'middle', wrapText: true };
    const perLine = this.sheet.columns.reduce((sum, { width = 9 }) => sum + width, 0);
    row.height = 17.5 * Math.max(1, Math.ceil(text.length / Math.max(20, perLine * 0.85)));
  }

  gap(): void {
    this.sheet.addRow([]);
  }

  private style(cell: ExcelJS.Cell, column: XlsxColumn): void {
    cell.font = FONT;
    cell.border = BORDER;
    cell.alignment = { horizontal: column.align, vertical: 'middle', wrapText: true };
    if (column.kind !== 'number') {
      cell.numFmt = column.kind === 'date' ? DAY_FORMAT : TEXT_FORMAT;
    }
  }

  private value(cell: ExcelJS.Cell, value: XlsxValue, column: XlsxColumn): void {
    if (column.kind === 'date' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
      cell.value = new Date(`${value}T00:00:00Z`);
      return;
    }
    cell.value = value === '' ? null : value;
    if (typeof value === 'string' && FORMULA_START.test(value)) {
      this.hasFormulaText = true;
      // The only unlocked cells: `finish` finds their style by it.
      cell.protection = { locked: false };
    }
  }

  table({ heading, columns, rows, blank }: XlsxTable, repeatsHead: boolean): void {
    if (heading !== null) {
      this.line(heading, { bold: true });
    }
    const head = this.sheet.addRow(columns.map(({ title }) => title));
    columns.forEach((_, index) => {
      const cell = head.getCell(index + 1);
      cell.font = { ...FONT, bold: true };
      cell.border = BORDER;
      cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
    });
    head.height = 34;
    if (repeatsHead) {
      this.sheet.pageSetup.printTitlesRow = `${head.number}:${head.number}`;
      this.sheet.views = [{ state: 'frozen', ySplit: head.number }];
    }
    for (const values of [...rows, ...Array.from({ length: blank }, (): XlsxValue[] => [])]) {
      const row = this.sheet.addRow([]);
      columns.forEach((column, index) => {
        const cell = row.getCell(index + 1);
        this.style(cell, column);
        this.value(cell, values[index] ?? '', column);
      });
    }
  }
}

/** `quotePrefix` in the style of cells that begin like a formula: they stay texts also when somebody edits them (§18.8.45). */
function markTexts(bytes: Uint8Array): Uint8Array {
  const zip = new PizZip(bytes);
  const styles = zip.file('xl/styles.xml')?.asText() ?? '';
  const marked = styles.replace(/<xf ([^<>]*?applyProtection="1"[^<>]*)>/g, '<xf $1 quotePrefix="1">');
  zip.file('xl/styles.xml', marked);
  return zip.generate({ type: 'uint8array', compression: 'DEFLATE' });
}

export async function finish(workbook: ExcelJS.Workbook, sheets: readonly SheetWriter[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  return sheets.some(({ hasFormulaText }) => hasFormulaText) ? markTexts(bytes) : bytes;
}
