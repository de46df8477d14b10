import { parsePart, readDateStyles, readSharedStrings, readSheetList } from './read-parts.ts';
import { openPackage, type Package } from './read-zip.ts';
import {
  type CellKind,
  HEADING_ROWS,
  type Merge,
  makeCell,
  type Table,
  type TableLimits,
  type Workbook,
} from './table.ts';

const MAX_TEXT = 4_000;
const MAX_MERGES = 1_000;
const MAX_SHEETS = 20;

interface Dictionary {
  strings: string[];
  dateStyles: Set<number>;
}

/** `C12` → row 12, column 3. */
function readReference(reference: string): { row: number; column: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference);
  if (match === null) {
    return undefined;
  }
  const [, letters = '', digits = ''] = match;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(digits), column };
}

function readMerge(reference: string): Merge | undefined {
  const [from, to] = reference.split(':').map(readReference);
  return from === undefined || to === undefined
    ? undefined
    : { top: from.row, left: from.column, bottom: to.row, right: to.column };
}

/** One cell as it streams by. */
interface OpenCell {
  column: number;
  type: string;
  style: number;
  hasFormula: boolean;
  text: string;
}

/** By the type in the file (ECMA-376 Part 1 §18.18.11); a map, because a stranger writes the type. */
const KINDS = new Map<string, CellKind>([
  ['s', 'T'],
  ['inlineStr', 'T'],
  ['str', 'T'],
  ['e', 'E'],
  ['b', 'B'],
  ['d', 'T'],
]);

function closeCell(cell: OpenCell, { strings, dateStyles }: Dictionary): string {
  const value = cell.type === 's' ? (strings[Number(cell.text)] ?? '') : cell.text;
  const plain: CellKind = KINDS.get(cell.type) ?? (dateStyles.has(cell.style) ? 'D' : 'N');
  return makeCell(cell.hasFormula ? 'F' : plain, value);
}

class SheetReader {
  readonly table: Table;
  private readonly dictionary: Dictionary;
  private readonly limits: TableLimits;
  private cells: string[] = [];
  private row = 0;
  private column = 0;
  private cell: OpenCell | undefined;
  private inValue = false;

  constructor(name: string, dictionary: Dictionary, limits: TableLimits) {
    this.table = { name, rows: [], merges: [], tooLong: false };
    this.dictionary = dictionary;
    this.limits = limits;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') {
      this.row = /^\d{1,7}$/.test(attributes.r ?? '') ? Number(attributes.r) : this.row + 1;
      this.column = 0;
      this.cells = [];
    } else if (name === 'c') {
      const column = readReference(attributes.r ?? '')?.column ?? this.column + 1;
      this.column = column;
      this.cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), hasFormula: false, text: '' };
    } else if (name === 'mergeCell') {
      this.addMerge(attributes.ref ?? '');
    } else if (this.cell !== undefined) {
      this.cell.hasFormula = this.cell.hasFormula || name === 'f';
      this.inValue = name === 'v' || name === 't';
    }
  }

  text(text: string): void {
    if (this.inValue && this.cell !== undefined && this.cell.text.length < MAX_TEXT) {
      this.cell.text += text.slice(0, MAX_TEXT);
    }
  }

  close(name: string): void {
    this.inValue = false;
    if (name === 'c' && this.cell !== undefined) {
      if (this.cell.column <= this.limits.columns) {
        this.cells[this.cell.column - 1] = closeCell(this.cell, this.dictionary);
      }
      this.cell = undefined;
    } else if (name === 'row') {
      this.closeRow();
    }
  }

  private closeRow(): void {
    const cells = Array.from(this.cells, (cell) => cell ?? '');
    if (cells.every((cell) => cell === '')) {
      return;
    }
    if (this.table.rows.length >= this.limits.rows + HEADING_ROWS) {
      this.table.tooLong = true;
      return;
    }
    this.table.rows.push({ row: this.row, cells });
  }

  private addMerge(reference: string): void {
    const merge = readMerge(reference);
    if (merge !== undefined && this.table.merges.length < MAX_MERGES) {
      this.table.merges.push(merge);
    }
  }
}

async function readSheet(source: Package, part: string, reader: SheetReader): Promise<Table> {
  await parsePart(source, part, {
    open: (name, attributes) => reader.open(name, attributes),
    text: (text) => reader.text(text),
    close: (name) => reader.close(name),
    done: () => reader.table.tooLong,
  });
  return reader.table;
}

/** Every worksheet as text, streamed: memory follows the texts kept, never the size the file claims. */
export async function readXlsx(bytes: Buffer, limits: TableLimits): Promise<Workbook> {
  const source = await openPackage(bytes);
  try {
    const { sheets, from1904 } = await readSheetList(source);
    const dictionary = { strings: await readSharedStrings(source), dateStyles: await readDateStyles(source) };
    const tables: Table[] = [];
    for (const { name, part } of sheets.slice(0, MAX_SHEETS)) {
      tables.push(await readSheet(source, part, new SheetReader(name, dictionary, limits)));
    }
    return { tables, from1904 };
  } finally {
    source.close();
  }
}
