import { isDate } from '../dates.ts';
import type { FormDefinition, RequestKind } from '../definition.ts';
import { formByKind } from '../sets/index.ts';
import { columnLetter, type FormTable, MAX_TABLE_ROWS, type TableFinding } from './cells.ts';
import { findHeading, foldHeading, type Heading, synonymsOf, type WantedColumn } from './headings.ts';
import { tooLong } from './read-form-table.ts';
import { judgeHeading, type ReadRow, readRows } from './read-rows.ts';
import { identifyingFields, OUTCOMES, type Outcome, type ResultColumn, resultColumns } from './result-columns.ts';

/** The answer to one line of a roster. Rows without an outcome are no results yet. */
export interface RosterResultRow {
  /** As the spreadsheet counts. */
  row: number;
  stt: number | null;
  /** What identifies the line: cells under the headings of the form, by key. */
  values: Record<string, string>;
  agencyName: string;
  /** STT in the list of the sending agency. */
  originalNo: number | null;
  outcome: Outcome;
  reason?: string;
  serial?: string;
  validFrom?: string;
  validTo?: string;
  tokenSerial?: string;
  revokedOn?: string;
  accountName?: string;
  address?: string;
  effectiveOn?: string;
}

export interface ReadResultTable {
  results: RosterResultRow[];
  findings: TableFinding[];
}

const AGENCY: WantedColumn = {
  key: 'agencyName',
  label: 'Cơ quan gửi',
  type: 'text',
  required: false,
  max: 300,
  synonyms: ['don vi gui', 'co quan don vi gui'],
};

const ORIGINAL_NUMBER: WantedColumn = {
  key: 'originalNo',
  label: 'STT của cơ quan gửi',
  type: 'text',
  required: false,
  max: 10,
  synonyms: ['stt goc'],
};

/** Fields of the form whose heading may stand in a sheet of results; those of an answer win where both have the same words. */
function identifying(definition: FormDefinition, results: readonly ResultColumn[]): WantedColumn[] {
  const fields = identifyingFields(definition);
  const taken = new Set(results.flatMap(({ label, synonyms }) => [foldHeading(label), ...synonyms]));
  const seen = new Set<string>();
  return fields.flatMap(({ key, label, type, max }) => {
    const folded = foldHeading(label);
    if (seen.has(key) || seen.has(folded) || taken.has(folded)) {
      return [];
    }
    seen.add(key);
    seen.add(folded);
    const synonyms = synonymsOf(key).filter((word) => !taken.has(word));
    return [{ key, label, type, max, required: false, synonyms }];
  });
}

function outcomeOf(text: string): Outcome | undefined {
  const folded = foldHeading(text);
  return OUTCOMES.find(({ value, words }) => value === folded || words.some((word) => word === folded))?.value;
}

class ResultReader {
  readonly findings: TableFinding[] = [];
  private readonly columns: readonly ResultColumn[];
  private readonly heading: Heading;

  constructor(columns: readonly ResultColumn[], heading: Heading) {
    this.columns = columns;
    this.heading = heading;
  }

  private refuse(row: number, key: ResultColumn['key'], code: string, message: string): void {
    const column = this.columns.find((one) => one.key === key);
    const span = [...this.heading.places].find(([one]) => one.key === key)?.[1];
    const letter = span === undefined ? '' : columnLetter(span.from + 1);
    this.findings.push({ code, severity: 'error', row, column: letter, label: column?.label ?? '', message });
  }

  private outcome(row: ReadRow): Outcome | undefined {
    const text = row.values['outcome'] ?? '';
    if (text === '') {
      const filled = this.columns.find(({ key }) => (row.values[key] ?? '') !== '');
      if (filled !== undefined) {
        this.refuse(
          row.row,
          'outcome',
          'requests.result_missing',
          `Đã ghi “${filled.label}” nhưng chưa ghi “Kết quả”. Ghi Đồng ý, Từ chối hoặc Trả lại.`,
        );
      }
      return undefined;
    }
    const outcome = outcomeOf(text);
    if (outcome === undefined) {
      this.refuse(
        row.row,
        'outcome',
        'requests.result_unknown',
        `“${text}” không phải là kết quả. Ghi Đồng ý, Từ chối hoặc Trả lại.`,
      );
    }
    return outcome;
  }

  /** What a granted line needs; whether something is off. */
  private granted(row: ReadRow): boolean {
    const before = this.findings.length;
    for (const { key, label, needed, type } of this.columns) {
      const value = row.values[key] ?? '';
      if (needed && value === '') {
        this.refuse(row.row, key, 'requests.result_incomplete', `Kết quả là Đồng ý nhưng thiếu “${label}”.`);
      } else if (type === 'date' && value !== '' && !isDate(value)) {
        this.refuse(
          row.row,
          key,
          'requests.date_invalid',
          `“${value}” không phải là ngày có thật. Ghi theo dạng ngày/tháng/năm, ví dụ 01/03/2021.`,
        );
      }
    }
    const { validFrom = '', validTo = '' } = row.values;
    if (isDate(validFrom) && isDate(validTo) && validTo <= validFrom) {
      this.refuse(
        row.row,
        'validTo',
        'requests.date_order',
        'Ngày hết hiệu lực phải sau ngày có hiệu lực. Hãy kiểm tra lại hai ngày.',
      );
    }
    return this.findings.length === before;
  }

  private isSound(row: ReadRow, outcome: Outcome): boolean {
    if (outcome === 'granted') {
      return this.granted(row);
    }
    if ((row.values['resultReason'] ?? '') === '') {
      const label = outcome === 'refused' ? 'Từ chối' : 'Trả lại';
      this.refuse(
        row.row,
        'resultReason',
        'requests.result_reason_missing',
        `Kết quả là ${label} nhưng chưa ghi lý do.`,
      );
      return false;
    }
    return true;
  }

  result(row: ReadRow, wrongRows: ReadonlySet<number>): RosterResultRow | undefined {
    const outcome = this.outcome(row);
    if (outcome === undefined || !this.isSound(row, outcome) || wrongRows.has(row.row)) {
      return undefined;
    }
    const { agencyName = '', originalNo = '', resultReason = '', ...values } = row.values;
    const own = new Set<string>(this.columns.map(({ key }) => key));
    const entries = Object.entries(values);
    const answers =
      outcome === 'granted' ? entries.filter(([key, value]) => own.has(key) && key !== 'outcome' && value !== '') : [];
    return {
      row: row.row,
      stt: row.stt,
      values: Object.fromEntries(entries.filter(([key]) => !own.has(key))),
      // Written behind the name for the reader: "UBND xã Nà Tăm (Gửi muộn)".
      agencyName: agencyName.replace(/(?:\s*\((?:Gửi muộn|Khẩn)\))+$/u, ''),
      originalNo: /^\d{1,6}$/.test(originalNo) ? Number(originalNo) : null,
      outcome,
      ...(resultReason === '' ? {} : { reason: resultReason }),
      ...Object.fromEntries(answers),
    };
  }
}

function refusal(code: string, row: number, message: string): ReadResultTable {
  return { results: [], findings: [{ code, severity: 'error', row, column: '', label: '', message }] };
}

/**
 * The answers of the superior out of a sheet written by `writeResultTemplateXlsx`, or one with the same headings. Matching them with
 * the lines of the roster is left to who knows the lines; a row that is wrong is a finding and no result.
 * @throws FormsError `forms.no_form_on_date`
 */
export function readResultTable(kind: RequestKind, table: FormTable, from1904 = false): ReadResultTable {
  if (table.tooLong) {
    return { results: [], findings: [tooLong(table)] };
  }
  const answers = resultColumns(kind);
  const columns = [...answers, AGENCY, ORIGINAL_NUMBER, ...identifying(formByKind(kind), answers)];
  const outcome = answers.filter(({ key }) => key === 'outcome');
  const heading = findHeading(table, columns);
  if (heading === undefined || !outcome.every((column) => heading.places.has(column))) {
    const labels = answers.map(({ label }) => label).join(', ');
    const message = `Không thấy hàng tiêu đề có cột “Kết quả”. Dùng tệp mẫu kết quả của danh sách, gồm STT và các cột: ${labels}.`;
    return refusal('requests.table_no_heading', table.rows[0]?.row ?? 1, message);
  }
  const judged = judgeHeading(heading, columns, table.rows);
  const { rows, findings } = readRows(table, heading, table.rows, from1904);
  if (rows.length > MAX_TABLE_ROWS) {
    return { results: [], findings: [tooLong(table)] };
  }
  const reader = new ResultReader(answers, heading);
  const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ row }) => row));
  const results = rows.flatMap((row) => reader.result(row, wrong) ?? []);
  return { results, findings: [...judged.findings, ...findings, ...reader.findings] };
}
