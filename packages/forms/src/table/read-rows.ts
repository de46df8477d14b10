import {
  kindOf as cellKindOf,
  columnLetter,
  type FormTable,
  type TableFinding,
  type TableLine,
  textOf,
} from './cells.ts';
import { footOf, kindOfLine, type LineKind, mergedValues, mergesInData } from './data-lines.ts';
import { type Heading, repeatsHeading, type Span, type WantedColumn } from './headings.ts';
import { readCell } from './read-cell.ts';

export interface ReadRow {
  /** As the spreadsheet counts. */
  row: number;
  stt: number | null;
  values: Record<string, string>;
}

/** Most jumps of STT that are named one by one. */
const MAX_JUMPS = 5;

function report(
  findings: TableFinding[],
  row: number,
  column: { label: string; at?: number },
  finding: Pick<TableFinding, 'code' | 'severity' | 'message'>,
): void {
  const letter = column.at === undefined ? '' : columnLetter(column.at + 1);
  findings.push({ ...finding, row, column: letter, label: column.label });
}

function lineText(line: TableLine): string {
  const text = line.cells
    .map(textOf)
    .filter((cell) => cell !== '')
    .join(' ');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

class RowReader {
  readonly findings: TableFinding[] = [];
  private readonly heading: Heading;
  private readonly merged: ReadonlyMap<string, string>;
  private readonly from1904: boolean;

  constructor(heading: Heading, merged: ReadonlyMap<string, string>, from1904: boolean) {
    this.heading = heading;
    this.merged = merged;
    this.from1904 = from1904;
  }

  private cell(line: TableLine, at: number): string | undefined {
    const own = line.cells[at];
    return own === undefined || own === '' ? this.merged.get(`${line.row}:${at}`) : own;
  }

  private value(line: TableLine, column: WantedColumn, span: Span): string {
    const parts: string[] = [];
    for (let at = span.from; at <= span.to; at += 1) {
      const { value, finding } = readCell(column, this.cell(line, at), this.from1904);
      if (finding !== undefined) {
        report(this.findings, line.row, { label: column.label, at }, finding);
      }
      if (value !== '') {
        parts.push(value);
      }
    }
    return parts.join(' ');
  }

  row(line: TableLine): ReadRow {
    const values: Record<string, string> = {};
    for (const [column, span] of this.heading.places) {
      values[column.key] = this.value(line, column, span);
    }
    const { stt } = this.heading;
    const number = stt === undefined ? '' : textOf(line.cells[stt]);
    return { row: line.row, stt: /^\d{1,6}$/.test(number) ? Number(number) : null, values };
  }

  aside(line: TableLine): void {
    report(
      this.findings,
      line.row,
      { label: '' },
      {
        code: 'requests.table_row_ignored',
        severity: 'warning',
        message: `Hàng ${line.row} không phải dòng của danh sách nên không đọc: “${lineText(line)}”.`,
      },
    );
  }

  total(line: TableLine, rows: number): void {
    const numbers = line.cells.flatMap((cell) => textOf(cell).match(/\d{1,6}/g) ?? []).map(Number);
    const hasCount = numbers.length === 1 && numbers[0] !== rows;
    report(
      this.findings,
      line.row,
      { label: '' },
      {
        code: hasCount ? 'requests.count_mismatch' : 'requests.table_row_ignored',
        severity: 'warning',
        message: hasCount
          ? `Dòng tổng ghi ${numbers[0]} nhưng danh sách có ${rows} dòng. Hãy kiểm tra xem có sót dòng nào không.`
          : `Hàng ${line.row} là dòng tổng nên không đọc: “${lineText(line)}”.`,
      },
    );
  }

  merges(table: FormTable, lines: readonly TableLine[]): void {
    for (const { top, left, bottom, right } of mergesInData(table, lines)) {
      const found = [...this.heading.places].find(([, { from, to }]) => from + 1 <= left && left <= to + 1);
      const isAcross = right > left;
      if (found === undefined || (isAcross && right - 1 <= found[1].to)) {
        continue;
      }
      report(
        this.findings,
        top,
        { label: found[0].label, at: left - 1 },
        {
          code: 'requests.table_merged',
          severity: 'warning',
          message: isAcross
            ? `Ô gộp từ cột ${columnLetter(left)} đến cột ${columnLetter(right)}: chỉ cột đầu có giá trị. Bỏ gộp và ghi đủ từng cột.`
            : `Ô gộp từ hàng ${top} đến hàng ${bottom}: đã hiểu mọi hàng có cùng giá trị “${lineText({ row: top, cells: lines.find(({ row }) => row === top)?.cells.slice(left - 1, left) ?? [] })}”.`,
        },
      );
    }
  }

  /** Rows that nobody sees are read like the others, and that is said. */
  hidden({ hiddenRows = [] }: FormTable, rows: readonly ReadRow[]): void {
    const hidden = new Set(hiddenRows);
    const read = rows.filter(({ row }) => hidden.has(row));
    const [first] = read;
    if (first !== undefined) {
      const named = read
        .slice(0, MAX_JUMPS)
        .map(({ row }) => row)
        .join(', ');
      const more = read.length > MAX_JUMPS ? ` và ${read.length - MAX_JUMPS} hàng khác` : '';
      report(
        this.findings,
        first.row,
        { label: '' },
        {
          code: 'requests.table_hidden',
          severity: 'warning',
          message: `Hàng ${named}${more} đang ẩn trong tệp nhưng vẫn được đọc. Nếu không đề nghị, hãy xóa hẳn hàng đó rồi đọc lại.`,
        },
      );
    }
  }

  /** STT is counted anew; what the typed numbers tell is whether rows are missing. */
  numbers(rows: readonly ReadRow[]): void {
    const { stt } = this.heading;
    const jumps = rows.filter((row, index) => {
      const before = index === 0 ? 0 : (rows[index - 1]?.stt ?? index);
      return row.stt !== null && row.stt !== before + 1;
    });
    if (stt === undefined || jumps.length === 0) {
      return;
    }
    const named = jumps.slice(0, MAX_JUMPS).map(({ row, stt: number }) => `hàng ${row} ghi ${number}`);
    const more = jumps.length > MAX_JUMPS ? ` và ${jumps.length - MAX_JUMPS} chỗ khác` : '';
    report(
      this.findings,
      jumps[0]?.row ?? 0,
      { label: 'STT', at: stt },
      {
        code: 'requests.table_numbers',
        severity: 'warning',
        message: `STT không liên tục (${named.join(', ')}${more}). Hệ thống đánh số lại; hãy kiểm tra xem có sót dòng nào không.`,
      },
    );
  }
}

/** The rows under a heading, each with what had to be understood or given up. */
export function readRows(
  table: FormTable,
  heading: Heading,
  lines: readonly TableLine[],
  from1904: boolean,
): { rows: ReadRow[]; findings: TableFinding[] } {
  const data = lines.filter((line) => line.row > heading.lastRow && !repeatsHeading(line, heading));
  const inData = mergesInData(table, data);
  const reader = new RowReader(heading, mergedValues(inData, data), from1904);
  const rows: ReadRow[] = [];
  const foot = footOf(data, heading, inData);
  const kindOf = (line: TableLine): LineKind => kindOfLine(line, heading, inData, foot);
  for (const line of data) {
    const kind = kindOf(line);
    if (kind === 'row') {
      rows.push(reader.row(line));
    } else if (kind === 'total') {
      reader.total(line, rows.length);
    } else {
      reader.aside(line);
    }
  }
  reader.merges(
    table,
    data.filter((line) => kindOf(line) === 'row'),
  );
  reader.hidden(table, rows);
  reader.numbers(rows);
  return { rows, findings: reader.findings };
}

/** What the heading itself has to say: columns that are missing, written twice, or not of the form. */
export function judgeHeading(
  heading: Heading,
  columns: readonly WantedColumn[],
  lines: readonly TableLine[],
): {
  findings: TableFinding[];
  ignored: string[];
} {
  const findings: TableFinding[] = [];
  const ignored: string[] = [];
  const { row } = heading.line;
  for (const { label, required } of columns.filter((column) => !heading.places.has(column))) {
    if (required) {
      report(
        findings,
        row,
        { label },
        {
          code: 'requests.table_column_missing',
          severity: 'error',
          message: `Thiếu cột “${label}”. Thêm cột này với tiêu đề như mẫu rồi đọc lại, hoặc điền tiếp trên màn hình.`,
        },
      );
    }
  }
  for (const { at, text, twice } of heading.strange) {
    const hasData = lines.some((line) => line.row > heading.lastRow && cellKindOf(line.cells[at]) !== undefined);
    if (hasData) {
      ignored.push(text);
      report(
        findings,
        row,
        { label: text, at },
        {
          code: twice === undefined ? 'requests.table_column_ignored' : 'requests.table_column_twice',
          severity: 'warning',
          message:
            twice === undefined
              ? `Cột “${text}” không có trong mẫu nên không đọc.`
              : `Cột “${text}” trùng với cột “${twice.label}” đã có ở bên trái nên không đọc. Giữ lại một cột.`,
        },
      );
    }
  }
  return { findings, ignored };
}
