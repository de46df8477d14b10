import {
  AlignmentType,
  BorderStyle,
  Footer,
  Header,
  type ISectionOptions,
  type ISectionPropertiesOptions,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from 'docx';
import type { Sheet } from '../compose/sheet.ts';
import { boxLine, mm, TYPEFACE, textRun } from './parts.ts';

/** Number of the page, centred in the top margin (Annex I part I section 7). */
function numberHeader(): Header {
  return new Header({
    children: [
      boxLine([
        new TextRun({
          children: [PageNumber.CURRENT],
          size: 28,
          font: TYPEFACE,
        }),
      ]),
    ],
  });
}

/** Ô 11 and the corner stamp stand above the text of page 1, where other pages have their number. */
function firstHeader(sheet: Sheet): Header {
  const { circulation, cornerStamp } = sheet.head;
  const line = {
    style: BorderStyle.SINGLE,
    size: 6,
    color: '000000',
    space: 2,
  };
  const stamp =
    cornerStamp === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.RIGHT,
            children: [textRun(cornerStamp, { size: 10 })],
          }),
        ];
  const mark =
    circulation === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            indent: { left: mm(95), right: mm(5) },
            border: { top: line, bottom: line, left: line, right: line },
            children: [textRun(circulation, { size: 13, bold: true })],
          }),
        ];
  return new Header({
    children: [...stamp, ...mark, ...(stamp.length + mark.length === 0 ? [new Paragraph({})] : [])],
  });
}

function demoLine(sheet: Sheet): Paragraph[] {
  return sheet.demoMark === null ? [] : [boxLine([textRun(sheet.demoMark, { size: 9, color: '737373' })])];
}

function footer(paragraphs: Paragraph[]): Footer {
  return new Footer({
    children: paragraphs.length === 0 ? [new Paragraph({})] : paragraphs,
  });
}

/** Ô 13 under a full-width line at the foot of page 1. */
function firstFooter(sheet: Sheet): Footer {
  const line = {
    style: BorderStyle.SINGLE,
    size: 6,
    color: '000000',
    space: 2,
  };
  const contact = sheet.contact.map((text, index) =>
    boxLine([textRun(text, { size: 11 })], index === 0 ? { border: { top: line } } : {}),
  );
  return footer([...contact, ...demoLine(sheet)]);
}

function pageProperties(isLandscape: boolean): ISectionPropertiesOptions {
  return {
    titlePage: true,
    page: {
      size: {
        width: mm(210),
        height: mm(297),
        orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
      },
      margin: {
        top: mm(20),
        bottom: mm(20),
        left: mm(30),
        right: mm(15),
        header: mm(9),
        footer: mm(8),
      },
      pageNumbers: { start: 1 },
    },
  };
}

/** A4, 20/20/30/15 mm; the first page carries no number, every appendix counts anew. */
export function section(
  sheet: Sheet,
  children: ISectionOptions['children'],
  options: { isMain: boolean; isLandscape?: boolean },
): ISectionOptions {
  return {
    properties: pageProperties(options.isLandscape === true),
    headers: {
      default: numberHeader(),
      first: options.isMain ? firstHeader(sheet) : new Header({ children: [new Paragraph({})] }),
    },
    footers: {
      default: footer(demoLine(sheet)),
      first: options.isMain ? firstFooter(sheet) : footer(demoLine(sheet)),
    },
    children,
  };
}
