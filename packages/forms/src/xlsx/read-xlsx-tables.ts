import ExcelJS from 'exceljs';
import PizZip from 'pizzip';
import { FormsError } from '../error.ts';
import { type FormTable, MAX_TABLE_ROWS } from '../table/cells.ts';
import { assertSmall } from '../zip/assert-small.ts';

const MAX_UNPACKED = 60 * 1024 * 1024;
/** Titles and signers around the longest list. */
const MAX_ROWS = MAX_TABLE_ROWS + 100;
const MAX_COLUMNS = 40;
const MAX_TEXT = 4_000;
/** The library visits every cell of a merge: a list has a few hundred of them. */
const MAX_MERGED = 100_000;
const MERGE = /<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([^"']*)/g;

function unreadable(message: string, cause?: unknown): FormsError {
  return new FormsError('forms.unreadable_file', message, { cause });
}

function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function mergedArea(reference: string): number {
  const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference);
  if (match === null) {
    return 0;
  }
  const [, left = '', top = '', right = '', bottom = ''] = match;
  return (Math.abs(columnNumber(right) - columnNumber(left)) + 1) * (Math.abs(Number(bottom) - Number(top)) + 1);
}

/** What the library would take too long over. */
function assertPlain(bytes: Uint8Array): void {
  const zip = new PizZip(bytes);
  const sheets = Object.keys(zip.files).filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name));
  if (sheets.length === 0) {
    throw new RangeError('no worksheet');
  }
  const area = sheets
    .flatMap((name) => [...(zip.file(name)?.asText() ?? '').matchAll(MERGE)])
    .reduce((sum, [, reference = '']) => sum + mergedArea(reference), 0);
  if (area > MAX_MERGED) {
    throw new RangeError('merged cells');
  }
}

function cleanText(kind: string, text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
  return clean === '' && kind !== 'F' ? '' : `${kind}${clean}`;
}

const DAY = 86_400_000;

/** Day as the number in the file: the library has turned it into an instant. */
function dayNumber(date: Date, from1904: boolean): string {
  return String(Math.round(((date.getTime() - Date.UTC(1899, 11, 30)) / DAY - (from1904 ? 1_462 : 0)) * 1e6) / 1e6);
}

function resultText(result: unknown): string {
  return result instanceof Date ? result.toISOString().slice(0, 10) : String(result ?? '');
}

/** Errors, formulas with their last value, links and texts of several styles. */
function objectCell(cell: ExcelJS.Cell, value: object): string {
  if ('error' in value) {
    return cleanText('E', String(value.error));
  }
  return cell.formula === undefined ? cleanText('T', cell.text) : cleanText('F', resultText(cell.result));
}

function toCell(cell: ExcelJS.Cell, from1904: boolean): string {
  const { value } = cell;
  if (value === null || value === undefined || (cell.isMerged && cell.master !== cell)) {
    return '';
  }
  if (value instanceof Date) {
    return `D${dayNumber(value, from1904)}`;
  }
  if (typeof value === 'object') {
    return objectCell(cell, value);
  }
  return typeof value === 'number' ? `N${value}` : cleanText(typeof value === 'boolean' ? 'B' : 'T', String(value));
}

function toMerge(sheet: ExcelJS.Worksheet, range: string): FormTable['merges'][number] {
  const [first = 'A1', last = first] = range.split(':');
  const [from, to] = [sheet.getCell(first), sheet.getCell(last)];
  return { top: Number(from.row), left: Number(from.col), bottom: Number(to.row), right: Number(to.col) };
}

function toTable(sheet: ExcelJS.Worksheet, from1904: boolean): FormTable {
  const rows: { row: number; cells: string[] }[] = [];
  const hiddenRows: number[] = [];
  let tooLong = false;
  sheet.eachRow((row, number) => {
    const count = Math.min(row.cellCount, MAX_COLUMNS);
    const cells = Array.from({ length: count }, (_, index) => toCell(row.getCell(index + 1), from1904));
    if (cells.every((cell) => cell === '')) {
      return;
    }
    tooLong = tooLong || rows.length >= MAX_ROWS;
    if (!tooLong) {
      rows.push({ row: number, cells });
      if (row.hidden) {
        hiddenRows.push(number);
      }
    }
  });
  const merges = sheet.model.merges.map((range) => toMerge(sheet, range));
  return {
    name: sheet.name,
    rows,
    merges,
    tooLong,
    ...(hiddenRows.length > 0 ? { hiddenRows } : {}),
    ...(sheet.state === 'visible' ? {} : { hidden: true }),
  };
}

/**
 * Worksheets of a file as `readFormTables` takes them. For files of the person who asks: a server reads strangers' files with a reader
 * of its own, in a worker.
 * @throws FormsError `forms.unreadable_file`
 */
export async function readXlsxTables(bytes: Uint8Array): Promise<{ tables: FormTable[]; from1904: boolean }> {
  const workbook = new ExcelJS.Workbook();
  try {
    assertSmall(bytes, MAX_UNPACKED);
    assertPlain(bytes);
    // The library's own type of a buffer is older than that of Node; it takes any.
    await workbook.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
  } catch (cause) {
    throw unreadable(
      'Bảng tính bị hỏng, quá lớn hoặc không phải tệp .xlsx. Mở bằng Excel, lưu lại dạng .xlsx rồi thử lại.',
      cause,
    );
  }
  const from1904 = workbook.properties.date1904 === true;
  return { tables: workbook.worksheets.map((sheet) => toTable(sheet, from1904)), from1904 };
}
