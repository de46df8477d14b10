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
      const cells: string[] = [];
      row.eachCell({ includeEmpty: true }, (cell, column) => {
        cells[column - 1] = cell.text.normalize('NFC');
      });
      rows.push(cells);
    });
  }
  return rows;
}

/** Writes into the columns with these headings, in the rows that `answer` has an answer for; the file goes back as it came otherwise. */
export async function fillSheet(
  name: string,
  bytes: Uint8Array,
  answer: (cells: readonly string[]) => Readonly<Record<string, string>> | undefined,
): Promise<SentFile> {
  const book = await open(bytes);
  for (const sheet of book.worksheets) {
    let columns = new Map<string, number>();
    sheet.eachRow((row) => {
      const cells: string[] = [];
      row.eachCell({ includeEmpty: true }, (cell, column) => {
        cells[column - 1] = cell.text.normalize('NFC');
      });
      if (cells.some((text) => text.startsWith('Kết quả'))) {
        columns = new Map(cells.map((text, index) => [text, index + 1]));
        return;
      }
      for (const [heading, value] of Object.entries(columns.size === 0 ? {} : (answer(cells) ?? {}))) {
        const column = [...columns].find(([text]) => text.startsWith(heading))?.[1];
        if (column === undefined) {
          throw new Error(`no column "${heading}" among ${[...columns.keys()].join(', ')}`);
        }
        row.getCell(column).value = value;
      }
    });
  }
  return { name, type: XLSX, bytes: new Uint8Array(await book.xlsx.writeBuffer()) };
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
