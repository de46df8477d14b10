import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Head } from '../compose/sheet.ts';
import { URGENCY_STAMP_HEIGHT_MM } from '../urgency.ts';
import { boxLine, boxTable, mm, ruleLine, shortRule, TEXT_WIDTH, textRun } from './parts.ts';
import { textWidth } from './text-width.ts';

const LEFT = TEXT_WIDTH * 0.42;
const RIGHT = TEXT_WIDTH - LEFT;
const RED = 'E60012';
const MOTTO = 'Độc lập - Tự do - Hạnh phúc';
/** Room for what is filled in later, in no-break spaces: other spaces would be closed up. */
const blank = (count: number): string => '\u00a0'.repeat(count);

function agencyBox(head: Head): Paragraph[] {
  return [
    ...head.governing.map((name) => boxLine([textRun(name, { size: 12 })])),
    ...head.issuing.map((name) => boxLine([textRun(name, { size: 12, bold: true })])),
    shortRule(head.issuing.at(-1) ?? '', 12, LEFT),
  ];
}

function mottoBox(): Paragraph[] {
  return [
    boxLine([textRun('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: 12, bold: true })]),
    boxLine([textRun(MOTTO, { size: 13, bold: true })]),
    ruleLine(textWidth(MOTTO, 13, true), RIGHT),
  ];
}

function numberBox(number: NonNullable<Head['number']>): Paragraph[] {
  return [
    boxLine([
      textRun(`Số: ${number.digits ?? blank(8)}/${number.symbol}`, {
        size: 13,
      }),
    ]),
  ];
}

function placeBox(place: NonNullable<Head['place']>): Paragraph[] {
  const { name, day, month, year } = place;
  const text = `${name}, ngày ${day ?? blank(4)} tháng ${month ?? blank(4)} năm ${year ?? blank(6)}`;
  return [boxLine([textRun(text, { size: 13, italics: true })])];
}

/** Ô 10b: a red frame of the real size; a paragraph must follow a table inside a cell. */
function urgencyBox(stamp: NonNullable<Head['urgency']>): (Paragraph | Table)[] {
  const line = { style: BorderStyle.SINGLE, size: 10, color: RED };
  const cell = new TableCell({
    width: { size: mm(stamp.widthMm), type: WidthType.DXA },
    borders: { top: line, bottom: line, left: line, right: line },
    margins: { left: 0, right: 0, top: 0, bottom: 0 },
    verticalAlign: VerticalAlignTable.CENTER,
    children: [boxLine([textRun(stamp.text, { size: 13, bold: true, color: RED })])],
  });
  const frame = new Table({
    alignment: AlignmentType.LEFT,
    layout: TableLayoutType.FIXED,
    width: { size: mm(stamp.widthMm), type: WidthType.DXA },
    columnWidths: [mm(stamp.widthMm)],
    rows: [
      new TableRow({
        height: { value: mm(URGENCY_STAMP_HEIGHT_MM), rule: HeightRule.EXACT },
        children: [cell],
      }),
    ],
  });
  return [new Paragraph({ spacing: { before: 60 } }), frame, new Paragraph({})];
}

/** Ô 1–5b and 10b. */
export function headTable(head: Head): Table {
  const rows: (Paragraph | Table)[][][] = [[agencyBox(head), mottoBox()]];
  if (head.number !== null) {
    rows.push([numberBox(head.number), head.place === null ? [] : placeBox(head.place)]);
  }
  if (head.subject !== null) {
    rows.push([
      [
        boxLine([textRun(head.subject, { size: 12 })], {
          spacing: { before: 120 },
        }),
      ],
      [],
    ]);
  }
  if (head.urgency !== null) {
    rows.push([urgencyBox(head.urgency), []]);
  }
  return boxTable([LEFT, RIGHT], rows);
}
