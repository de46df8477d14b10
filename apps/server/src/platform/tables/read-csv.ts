import { parse } from 'csv-parse/sync';
import { HEADING_ROWS, makeCell, type TableLimits, UnreadableFile, type Workbook } from './table.ts';

const MAX_RECORD = 40_000;

function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\0')) {
      throw new TypeError('binary');
    }
    return text;
  } catch {
    throw new UnreadableFile(
      'unreadable',
      'Tệp không phải là văn bản Unicode. Trong Excel chọn Lưu thành "CSV UTF-8" rồi tải lên lần nữa.',
    );
  }
}

/** Excel of a Vietnamese machine writes semicolons, others commas or tabs: whichever the first line has most of. */
function findDelimiter(text: string): string {
  const first = text.slice(0, text.search(/\r|\n|$/));
  const counts = [';', ',', '\t'].map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  counts.sort((left, right) => right.count - left.count);
  return counts[0]?.delimiter ?? ',';
}

function parseRecords(text: string, maxLines: number): string[][] {
  try {
    // Empty lines are kept: they count in the numbers of the rows. Without `columns` every record is a list of texts.
    return parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      max_record_size: MAX_RECORD,
      to: maxLines,
    });
  } catch {
    throw new UnreadableFile(
      'unreadable',
      'Tệp CSV sai cấu trúc (dấu nháy kép không đóng hoặc dòng quá dài). Mở bằng Excel, lưu lại rồi tải lên lần nữa.',
    );
  }
}

/** One table without a name; every cell is text. */
export function readCsv(bytes: Buffer, limits: TableLimits): Workbook {
  const maxFilled = limits.rows + HEADING_ROWS;
  // Empty lines are let through as often again, so that a file of nothing but line breaks ends too.
  const maxLines = 2 * maxFilled;
  const records = parseRecords(decode(bytes), maxLines + 1);
  const rows = records.map((record, index) => ({
    row: index + 1,
    cells: record.slice(0, limits.columns).map((cell) => makeCell('T', cell)),
  }));
  const filled = rows.filter((row) => row.cells.some((cell) => cell !== ''));
  const tooLong = filled.length > maxFilled || records.length > maxLines;
  return { tables: [{ name: '', rows: filled.slice(0, maxFilled), merges: [], tooLong }], from1904: false };
}
