import {
  AlignmentType,
  BorderStyle,
  type IBorderOptions,
  type IParagraphOptions,
  type ITableCellOptions,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Run } from '../compose/sheet.ts';
import { textWidth } from './text-width.ts';

/** Times New Roman, Unicode (Annex I part I section 3). */
export const TYPEFACE = 'Times New Roman';
/** Width of the text on an upright A4 page with margins of 30 and 15 mm, in points. */
export const TEXT_WIDTH = (165 * 72) / 25.4;
export const BODY_SIZE = 14;

export function twips(points: number): number {
  return Math.round(points * 20);
}

export function mm(millimetres: number): number {
  return twips((millimetres * 72) / 25.4);
}

export interface Style {
  size: number;
  bold?: boolean;
  italics?: boolean;
  color?: string;
}

export function textRun(text: string, { size, ...style }: Style): TextRun {
  return new TextRun({ text, size: size * 2, font: TYPEFACE, ...style });
}

export function textRuns(runs: Run[], size: number): TextRun[] {
  return runs.map((run) => textRun(run.t, { size, bold: run.b === true, italics: run.i === true }));
}

/** A line of a box: single spacing, nothing between the lines. */
export function boxLine(children: TextRun[], options: Omit<IParagraphOptions, 'children'> = {}): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    ...options,
    children,
  });
}

const LINE: IBorderOptions = {
  style: BorderStyle.SINGLE,
  size: 6,
  color: '000000',
  space: 1,
};

/** A solid line of `width` points in the middle of a column: an empty paragraph with a border, drawn in by its indents. */
export function ruleLine(width: number, column: number, after = 4): Paragraph {
  const side = twips(Math.max(0, (column - width) / 2));
  return new Paragraph({
    border: { top: LINE },
    indent: { left: side, right: side },
    spacing: {
      before: 40,
      after: twips(after),
      line: 20,
      lineRule: LineRuleType.EXACT,
    },
    children: [],
  });
}

/** Between a third and half of the text it stands under (Annex I part II sections 2 and 5). */
export function shortRule(text: string, size: number, column: number): Paragraph {
  return ruleLine(Math.min(textWidth(text, size, true), column) * 0.42, column);
}

const NONE: IBorderOptions = {
  style: BorderStyle.NONE,
  size: 0,
  color: 'auto',
};
export const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE };

/** A cell without lines that holds whatever stands in one box of the page. */
export function boxCell(
  children: (Paragraph | Table)[],
  width: number,
  options: Partial<ITableCellOptions> = {},
): TableCell {
  return new TableCell({
    width: { size: twips(width), type: WidthType.DXA },
    borders: NO_BORDERS,
    margins: { left: 0, right: 0, top: 0, bottom: 0 },
    verticalAlign: VerticalAlignTable.TOP,
    ...options,
    children: children.length === 0 ? [new Paragraph({})] : children,
  });
}

/** Boxes side by side; a row never breaks over two pages. */
export function boxTable(columns: number[], rows: (Paragraph | Table)[][][]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: {
      size: twips(columns.reduce((sum, width) => sum + width, 0)),
      type: WidthType.DXA,
    },
    columnWidths: columns.map(twips),
    borders: { ...NO_BORDERS, insideHorizontal: NONE, insideVertical: NONE },
    rows: rows.map(
      (cells) =>
        new TableRow({
          cantSplit: true,
          children: cells.map((children, index) => boxCell(children, columns[index] ?? 0)),
        }),
    ),
  });
}
