import {
  AlignmentType,
  Header,
  type IParagraphOptions,
  type ISectionOptions,
  LeaderType,
  PageNumber,
  PageOrientation,
  Paragraph,
  TableCell,
  TabStopType,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';

const TYPEFACE = 'Times New Roman';

export function mm(millimetres: number): number {
  return Math.round((millimetres / 25.4) * 1440);
}

export interface Style {
  size?: number;
  bold?: boolean;
  italics?: boolean;
}

export function run(text: string, { size = 13, ...style }: Style = {}): TextRun {
  return new TextRun({ text, size: size * 2, font: TYPEFACE, ...style });
}

export function line(text: string, style: Style = {}, options: Omit<IParagraphOptions, 'children'> = {}): Paragraph {
  return new Paragraph({ alignment: AlignmentType.CENTER, ...options, children: [run(text, style)] });
}

export function plain(text: string, style: Style = {}, options: Omit<IParagraphOptions, 'children'> = {}): Paragraph {
  return line(text, style, { alignment: AlignmentType.LEFT, spacing: { before: 60, after: 60 }, ...options });
}

/** Pieces of a line, each followed by dots up to its place; the last one up to the right margin. */
export function dottedLine(pieces: readonly { text: string; grow: number }[], width: number): Paragraph {
  const all = pieces.reduce((sum, { grow }) => sum + grow, 0);
  let at = 0;
  const stops = pieces.map(({ grow }, index) => {
    at += (grow / all) * width;
    const position = mm(at);
    const isLast = index === pieces.length - 1;
    return { type: isLast ? TabStopType.RIGHT : TabStopType.LEFT, position, leader: LeaderType.DOT };
  });
  return new Paragraph({
    tabStops: stops,
    spacing: { before: 60, after: 60 },
    children: pieces.flatMap(({ text }) => [run(text), new TextRun({ children: ['\t'], size: 26, font: TYPEFACE })]),
  });
}

/** A cell of a table; widths in millimetres. */
export function cell(
  text: string,
  width: number,
  { align = 'left', ...style }: Style & { align?: 'left' | 'center' } = {},
): TableCell {
  return new TableCell({
    width: { size: mm(width), type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { left: 60, right: 60, top: 40, bottom: 40 },
    children: [
      line(text, { size: 12, ...style }, { alignment: align === 'center' ? AlignmentType.CENTER : AlignmentType.LEFT }),
    ],
  });
}

/** A4; pages are numbered from the second one on. */
export function section(children: ISectionOptions['children'], isLandscape: boolean): ISectionOptions {
  const number = new TextRun({ children: [PageNumber.CURRENT], size: 26, font: TYPEFACE });
  return {
    properties: {
      titlePage: true,
      page: {
        size: {
          width: mm(210),
          height: mm(297),
          orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: mm(20),
          bottom: mm(18),
          left: mm(isLandscape ? 20 : 30),
          right: mm(15),
          header: mm(9),
          footer: mm(8),
        },
      },
    },
    headers: {
      default: new Header({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })] }),
      first: new Header({ children: [new Paragraph({})] }),
    },
    children,
  };
}
