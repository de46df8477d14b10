import { type FormTable, MAX_TABLE_ROWS } from './cells.ts';

/** More than a list of the largest kind with its titles ever has; what is pasted beyond is said, not read. */
const MAX_PASTED_ROWS = MAX_TABLE_ROWS + 100;
const MAX_CELL = 4_000;
/** Longest text of a cell in Excel; a quote that runs on for longer was none. */
const LONGEST_QUOTED = 32_767;

function toCell(text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\u200b\ufeff]+/gu, ' ')
    .trim()
    .slice(0, MAX_CELL);
  return clean === '' ? '' : `T${clean}`;
}

/** Cell by cell as a spreadsheet copies them: a cell in quotes may hold tabs, line breaks and doubled quotes. */
class PasteReader {
  private readonly text: string;
  private readonly separator: string;
  private at = 0;

  constructor(text: string, separator: string) {
    this.text = text;
    this.separator = separator;
  }

  private quoted(): string | undefined {
    let value = '';
    for (let from = this.at + 1; ; ) {
      const end = this.text.indexOf('"', from);
      if (end < 0 || end - this.at > 2 * LONGEST_QUOTED) {
        return undefined;
      }
      value += this.text.slice(from, end);
      if (this.text[end + 1] !== '"') {
        const next = this.text[end + 1];
        const closes = next === undefined || next === this.separator || next === '\n';
        this.at = closes ? end + 1 : this.at;
        return closes ? value : undefined;
      }
      value += '"';
      from = end + 2;
    }
  }

  /** A quote that is never closed is a letter like any other. */
  private cell(): string {
    const inQuotes = this.text[this.at] === '"' ? this.quoted() : undefined;
    if (inQuotes !== undefined) {
      return inQuotes;
    }
    const rest = new RegExp(`[${this.separator}\n]`, 'g');
    rest.lastIndex = this.at;
    const end = rest.exec(this.text)?.index ?? this.text.length;
    const value = this.text.slice(this.at, end);
    this.at = end;
    return value;
  }

  row(): string[] | undefined {
    if (this.at >= this.text.length) {
      return undefined;
    }
    const cells = [toCell(this.cell())];
    while (this.text[this.at] === this.separator) {
      this.at += 1;
      cells.push(toCell(this.cell()));
    }
    this.at += 1;
    return cells;
  }
}

function readRows(text: string, separator: string): FormTable {
  const reader = new PasteReader(text.replace(/\r\n?/g, '\n'), separator);
  const rows: { row: number; cells: string[] }[] = [];
  let number = 0;
  for (let cells = reader.row(); cells !== undefined; cells = reader.row()) {
    number += 1;
    if (rows.length >= MAX_PASTED_ROWS) {
      return { name: '', rows, merges: [], tooLong: true };
    }
    if (cells.some((cell) => cell !== '')) {
      rows.push({ row: number, cells });
    }
  }
  return { name: '', rows, merges: [], tooLong: false };
}

/**
 * Cells copied from a spreadsheet, as they lie in the clipboard (tabs between cells).
 * @example readFormTable('M07', readPastedTable(event.clipboardData.getData('text/plain')))
 */
export function readPastedTable(text: string): FormTable {
  return { ...readRows(text, '\t'), pasted: true };
}

const SEPARATORS = ['\t', ';', ','] as const;

/** The text of a CSV file; Excel writes semicolons where the comma parts decimals, and tabs into "Unicode text". */
export function readCsvTable(text: string): FormTable {
  const tables = SEPARATORS.map((separator) => readRows(text.replace(/^\ufeff/, ''), separator));
  const widest = ({ rows }: FormTable): number => Math.max(0, ...rows.slice(0, 20).map(({ cells }) => cells.length));
  return tables.reduce((best, table) => (widest(table) > widest(best) ? table : best));
}
