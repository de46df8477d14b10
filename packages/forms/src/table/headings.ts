import { foldAccents } from '@congvu/vntext';
import type { FormField } from '../definition.ts';
import { type FormTable, kindOf, type TableLine, textOf } from './cells.ts';

/** Headings are compared without accents, capitals, marks and doubled blanks. */
export function foldHeading(text: string): string {
  return foldAccents(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** A column that is looked for: a field of the form, or a column of results. */
export interface WantedColumn extends Pick<FormField, 'key' | 'label' | 'type'> {
  readonly required: boolean;
  readonly max: number;
  /** Other ways offices write the heading, folded. */
  readonly synonyms: readonly string[];
}

const STT = new Set(['stt', 'tt', 'so tt', 'so thu tu', 'thu tu', 'no']);

/** How offices write the headings of the letter's lists, folded. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  fullName: [
    'ho ten',
    'ho va ten',
    'ten',
    'ho va ten can bo',
    'ho va ten cong chuc',
    'ho va ten nguoi su dung',
    'ten nguoi dung',
    'ten can bo',
  ],
  position: ['chuc danh', 'chuc vu chuc danh', 'chuc danh chuc vu', 'vi tri cong tac'],
  unit: [
    'don vi',
    'co quan',
    'co quan don vi',
    'co quan cong tac',
    'noi cong tac',
    'don vi cong tac hien tai',
    'co quan don vi cong tac',
  ],
  phone: [
    'so dien thoai',
    'dien thoai',
    'sdt',
    'so dt',
    'dt',
    'so dien thoai di dong',
    'dien thoai lien he',
    'sdt lien he',
    'dien thoai di dong',
    'di dong',
    'so di dong',
  ],
  account: [
    'tai khoan',
    'ten tai khoan qlvb',
    'ten tai khoan qlvb dh',
    'tai khoan qlvb',
    'tai khoan qlvb dh',
    'ten dang nhap',
    'user',
    'username',
    'account',
    'ten tai khoan tren he thong',
  ],
  reason: ['ly do', 'ly do de nghi thu hoi', 'nguyen nhan'],
  mailbox: [
    'thu dien tu',
    'tai khoan thu',
    'dia chi thu dien tu',
    'email',
    'e mail',
    'hop thu',
    'thu cong vu',
    'tai khoan email',
    'dia chi email',
    'thu dien tu cong vu',
    'tai khoan thu dien tu cong vu',
    'dia chi thu cong vu',
  ],
  unitName: ['ten don vi', 'ten co quan', 'don vi', 'co quan don vi', 'ten co quan don vi de nghi'],
  note: ['ghi chu them', 'chu thich', 'note'],
};

export function synonymsOf(key: string): readonly string[] {
  return SYNONYMS[key] ?? [];
}

/** Family name and given name in two columns side by side. */
const FAMILY_NAMES = new Set(['ho', 'ho dem', 'ho va dem', 'ho va ten dem', 'ho ten dem', 'ho lot', 'ho va chu dem']);

/** Columns of one value, from 0: more than one where a heading spans several. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Heading {
  readonly line: TableLine;
  /** Folded, by place. */
  readonly folded: readonly string[];
  /** Last row of the heading: it may be merged over several. */
  readonly lastRow: number;
  readonly stt: number | undefined;
  readonly places: ReadonlyMap<WantedColumn, Span>;
  /** Places whose heading belongs to no column, or to one that was found before. */
  readonly strange: readonly { readonly at: number; readonly text: string; readonly twice: WantedColumn | undefined }[];
}

function matches(column: WantedColumn, folded: string): boolean {
  return folded === foldHeading(column.label) || column.synonyms.includes(folded);
}

function findColumn(columns: readonly WantedColumn[], folded: string): WantedColumn | undefined {
  return (
    columns.find((column) => foldHeading(column.label) === folded) ?? columns.find((column) => matches(column, folded))
  );
}

/** A heading merged over several columns holds one value in several cells. */
function spanOf(table: FormTable, row: number, at: number): Span {
  const merge = table.merges.find(({ top, bottom, left }) => top <= row && row <= bottom && left === at + 1);
  return { from: at, to: merge === undefined ? at : Math.min(merge.right - 1, at + 5) };
}

/** "Họ" | "Tên" side by side are one name. */
function splitName(columns: readonly WantedColumn[], folded: readonly string[]): [WantedColumn, Span] | undefined {
  const name = columns.find(({ type }) => type === 'name');
  const at = folded.findIndex((text, index) => FAMILY_NAMES.has(text) && folded[index + 1] === 'ten');
  return name === undefined || at < 0 ? undefined : [name, { from: at, to: at + 1 }];
}

function readHeading(table: FormTable, line: TableLine, columns: readonly WantedColumn[]): Heading {
  const folded = line.cells.map((cell) => foldHeading(textOf(cell)));
  const split = splitName(columns, folded);
  const places = new Map<WantedColumn, Span>(split === undefined ? [] : [split]);
  const strange: { at: number; text: string; twice: WantedColumn | undefined }[] = [];
  let stt: number | undefined;
  folded.forEach((text, at) => {
    const isTaken = [...places.values()].some(({ from, to }) => from <= at && at <= to);
    if (text === '' || isTaken) {
      return;
    }
    if (STT.has(text) && stt === undefined) {
      stt = at;
      return;
    }
    const column = findColumn(columns, text);
    if (column === undefined || places.has(column)) {
      strange.push({ at, text: textOf(line.cells[at]), twice: column });
    } else {
      places.set(column, spanOf(table, line.row, at));
    }
  });
  const merges = table.merges.filter(({ top, bottom }) => top <= line.row && line.row <= bottom && bottom - top < 4);
  const lastRow = Math.max(line.row, ...merges.map(({ bottom }) => bottom));
  return { line, folded, lastRow, stt, places, strange };
}

/** A heading names most of the required columns, or STT and at least one, and says little else. */
function isHeading({ places, stt, strange, line }: Heading, columns: readonly WantedColumn[]): boolean {
  const found = [...places.keys()].filter(({ required }) => required).length;
  const required = columns.filter((column) => column.required).length;
  const isText = line.cells.every((cell) => cell === '' || kindOf(cell) === 'T');
  const enough = found >= Math.min(2, required) || (found === 1 && stt !== undefined) || places.size >= 3;
  return isText && enough && strange.length <= places.size + 2 && (places.size > 1 || stt !== undefined);
}

/** Titles above the heading of a list take a few rows; the second list of Mẫu 10 begins anywhere. */
export function findHeading(
  table: FormTable,
  columns: readonly WantedColumn[],
  lines: readonly TableLine[] = table.rows,
): Heading | undefined {
  for (const line of lines) {
    const heading = readHeading(table, line, columns);
    if (isHeading(heading, columns)) {
      return heading;
    }
  }
  return undefined;
}

/** Columns in the order of the form, for pasted cells without headings; with STT in front when there is one more. */
export function headingByOrder(line: TableLine, columns: readonly WantedColumn[]): Heading | undefined {
  const width = line.cells.length;
  const required = columns.filter((column) => column.required).length;
  const hasStt = /^\d{1,5}$/.test(textOf(line.cells[0])) && width > 1;
  const first = hasStt ? 1 : 0;
  if (width - first > columns.length || width - first < required) {
    return undefined;
  }
  const places = new Map(columns.map((column, index) => [column, { from: first + index, to: first + index }] as const));
  return { line, folded: [], lastRow: line.row - 1, stt: hasStt ? 0 : undefined, places, strange: [] };
}

/** The same heading again, as on every page of a printed list, or the numbers of the columns under it. */
export function repeatsHeading(line: TableLine, heading: Heading): boolean {
  const texts = line.cells.map(textOf).filter((text) => text !== '');
  const isNumbered = texts.length >= 3 && texts.every((text, index) => text.replace(/[()]/g, '') === String(index + 1));
  const at = heading.stt ?? [...heading.places.values()][0]?.from ?? 0;
  const same = foldHeading(textOf(line.cells[at])) === heading.folded[at] && heading.folded[at] !== '';
  return (
    (isNumbered && line.row <= heading.lastRow + 1) ||
    (same && line.cells.every((cell, index) => foldHeading(textOf(cell)) === (heading.folded[index] ?? '')))
  );
}
