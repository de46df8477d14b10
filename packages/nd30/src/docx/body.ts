import { AlignmentType, BorderStyle, Paragraph, Table, TableCell, TableRow, type TextRun, WidthType } from 'docx';
import type { Run, Sheet, SheetBlock } from '../compose/sheet.ts';
import { BODY_SIZE, boxLine, mm, shortRule, TEXT_WIDTH, textRun, textRuns, twips } from './parts.ts';
import { textWidth } from './text-width.ts';

const INDENT = mm(12.7);
const ALIGN = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
};

/** Justified, first line 1.27 cm, 6 pt between paragraphs, single spacing (Annex I part II section 6). */
function bodyParagraph(runs: Run[], options: { indent: boolean; keepNext?: boolean }): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.JUSTIFIED,
    spacing: { after: twips(6) },
    ...(options.indent ? { indent: { firstLine: INDENT } } : {}),
    ...(options.keepNext === true ? { keepNext: true } : {}),
    widowControl: true,
    children: textRuns(runs, BODY_SIZE),
  });
}

function dataTable(block: Extract<SheetBlock, { k: 'table' }>, width: number): Table {
  const total = block.columns.reduce((sum, column) => sum + column.width, 0);
  const widths = block.columns.map((column) => twips((column.width / total) * width));
  const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  const cell = (index: number, child: TextRun, align: keyof typeof ALIGN): TableCell =>
    new TableCell({
      width: { size: widths[index] ?? 0, type: WidthType.DXA },
      borders: { top: line, bottom: line, left: line, right: line },
      margins: { left: 80, right: 80, top: 40, bottom: 40 },
      children: [new Paragraph({ alignment: ALIGN[align], children: [child] })],
    });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: block.columns.map((column, index) =>
      cell(index, textRun(column.title, { size: 13, bold: true }), 'center'),
    ),
  });
  const rows = block.rows.map(
    (texts) =>
      new TableRow({
        children: block.columns.map((column, index) =>
          cell(index, textRun(texts[index] ?? '', { size: 13 }), column.align),
        ),
      }),
  );
  return new Table({
    width: {
      size: widths.reduce((sum, value) => sum + value, 0),
      type: WidthType.DXA,
    },
    columnWidths: widths,
    rows: [head, ...rows],
  });
}

/** Ô 6: the running text; `keepLast` binds its last paragraph to the signing block. */
export function bodyBlocks(
  blocks: SheetBlock[],
  options: { keepLast?: boolean; width?: number } = {},
): (Paragraph | Table)[] {
  const last = blocks.length - 1;
  return blocks.map((block, index) => bodyBlock(block, options.keepLast === true && index === last, options.width));
}

function bodyBlock(block: SheetBlock, keepNext: boolean, width = TEXT_WIDTH): Paragraph | Table {
  if (block.k === 'table') {
    return dataTable(block, width);
  }
  const keeps = keepNext || block.sticky === true;
  return block.k === 'par'
    ? bodyParagraph(block.runs, { indent: block.indent, keepNext: keeps })
    : boxLine(textRuns(block.runs, BODY_SIZE), {
        spacing: { before: block.gap === 'wide' ? 160 : 0, after: 120 },
        keepNext: keeps,
      });
}

/** Ô 5a. */
export function titleBox(title: NonNullable<Sheet['title']>): Paragraph[] {
  const name = boxLine([textRun(title.name, { size: 14, bold: true })], {
    spacing: { before: twips(14) },
  });
  if (title.abstract === null) {
    return [name, boxLine([])];
  }
  return [
    name,
    boxLine([textRun(title.abstract, { size: 14, bold: true })]),
    shortRule(
      title.abstract,
      14,
      TEXT_WIDTH * 0.8 < textWidth(title.abstract, 14, true) ? TEXT_WIDTH * 0.8 : TEXT_WIDTH,
    ),
  ];
}

/** Ô 9a: one addressee beside "Kính gửi:", more of them each on a dash line under the colon. */
export function addresseeBox(lines: string[]): Paragraph[] {
  const [first = ''] = lines;
  const label = 'Kính gửi';
  const lead = textWidth(label, 14);
  const longest = Math.max(...lines.map((line) => textWidth(line, 14)));
  const width = Math.min(longest, TEXT_WIDTH * 0.86 - lead);
  const left = (TEXT_WIDTH - lead - width) / 2;
  const style = { size: 14 };
  const before = twips(14);
  if (lines.length === 1) {
    return [
      new Paragraph({
        indent: { left: twips(left + lead + 8), hanging: twips(lead + 8) },
        spacing: { before, after: 160 },
        children: [textRun(`${label}: ${first}`, style)],
      }),
    ];
  }
  return [
    new Paragraph({
      indent: { left: twips(left) },
      spacing: { before },
      keepNext: true,
      children: [textRun(`${label}:`, style)],
    }),
    ...lines.map(
      (line, index) =>
        new Paragraph({
          indent: { left: twips(left + lead) },
          spacing: { after: index === lines.length - 1 ? 160 : 0 },
          children: [textRun(line, style)],
        }),
    ),
  ];
}

/** Thẩm quyền, căn cứ, "QUYẾT ĐỊNH:". */
export function enactingBox(sheet: Sheet): Paragraph[] {
  return [
    ...sheet.authority.map((line) =>
      boxLine([textRun(line, { size: 14, bold: true })], {
        spacing: { before: 80, after: 120 },
      }),
    ),
    ...sheet.bases.map((runs) => bodyParagraph(runs, { indent: true })),
    ...(sheet.enactment === null
      ? []
      : [
          boxLine([textRun(sheet.enactment, { size: 14, bold: true })], {
            spacing: { before: 200, after: 200 },
            keepNext: true,
          }),
        ]),
  ];
}
