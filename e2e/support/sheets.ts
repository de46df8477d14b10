import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { SentFile } from './api.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** As somebody types a list into Excel: a title over merged cells, a blank row, headings, rows. */
export async function typedSheet(name: string, title: string, rows: readonly (readonly string[])[]): Promise<SentFile> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Sheet1');
  sheet.addRow([title]);
  sheet.mergeCells(1, 1, 1, rows[0]?.length ?? 1);
  sheet.addRow([]);
  sheet.addRows(rows.map((row) => [...row]));
  return { name, type: XLSX, bytes: new Uint8Array(await book.xlsx.writeBuffer()) };
}

async function open(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer); // its declaration asks for an older Buffer
  return book;
}

/** All cells as shown, row by row, of every sheet. */
export async function readSheet(bytes: Uint8Array): Promise<string[][]> {
  const rows: string[][] = [];
  for (const sheet of (await open(bytes)).worksheets) {
    sheet.eachRow((row) => {
      rows.push(cellsOf(row));
    });
  }
  return rows;
}

export type SheetRow = Readonly<Record<string, string>>;

function cellsOf(row: ExcelJS.Row): string[] {
  const cells: string[] = [];
  row.eachCell({ includeEmpty: true }, (cell, column) => {
    cells[column - 1] = cell.text.normalize('NFC');
  });
  return cells;
}

/**
 * Writes answers into a sheet of results, row by row, by headings; rows without an answer stay as they came. A second block of the
 * sheet has headings of its own.
 */
export async function fillSheet(
  name: string,
  bytes: Uint8Array,
  answer: (row: SheetRow) => SheetRow | undefined,
): Promise<SentFile> {
  const book = await open(bytes);
  for (const sheet of book.worksheets) {
    let headings: string[] = [];
    sheet.eachRow((row) => {
      const cells = cellsOf(row);
      if (cells.includes('Kết quả')) {
        headings = cells;
        return;
      }
      const isLine = headings.length > 0 && /^\d+$/.test(cells[0] ?? '');
      const given = isLine ? answer(Object.fromEntries(headings.map((heading, at) => [heading, cells[at] ?? '']))) : {};
      for (const [heading, value] of Object.entries(given ?? {})) {
        const at = headings.indexOf(heading);
        if (at < 0) {
          throw new Error(`no column "${heading}" among ${headings.join(', ')}`);
        }
        row.getCell(at + 1).value = value;
      }
    });
  }
  return { name, type: XLSX, bytes: new Uint8Array(await book.xlsx.writeBuffer()) };
}

/** Files in a ZIP, by its directory. */
export function zipEntries(bytes: Uint8Array): number {
  return Buffer.from(bytes).toString('latin1').split('PK\u0001\u0002').length - 1;
}

export const canReadPdf = spawnSync('pdftotext', ['-v']).error === undefined;

/** Text of each page as poppler reads it, another reader than ours. */
export function pdfPages(bytes: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-text-'));
  const file = join(folder, 'page.pdf');
  writeFileSync(file, bytes);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return text.normalize('NFC').split('\f').slice(0, -1);
}
