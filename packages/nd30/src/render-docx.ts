import { Document, type ISectionOptions, Packer, Paragraph, type Table } from 'docx';
import { composeSheet } from './compose/compose-sheet.ts';
import type { Sheet } from './compose/sheet.ts';
import { createdOn } from './created-on.ts';
import { findDocumentType } from './document-types.ts';
import { addresseeBox, bodyBlocks, enactingBox, titleBox } from './docx/body.ts';
import { fixZipDates } from './docx/fixed-dates.ts';
import { footTable } from './docx/foot.ts';
import { headTable } from './docx/head.ts';
import { section } from './docx/page.ts';
import { boxLine, TEXT_WIDTH, TYPEFACE, textRun, twips } from './docx/parts.ts';
import { Nd30Error } from './error.ts';
import type { Letter } from './letter.ts';
import { assertLetter } from './validate/validate-letter.ts';

export interface RenderDocxOptions {
  /** Prints "CHỮ KÝ THỬ NGHIỆM" at the foot of every page. */
  demo?: boolean;
}

const LANDSCAPE_WIDTH = (252 * 72) / 25.4;

function thinLine(points: number, keepNext = false): Paragraph {
  return new Paragraph({
    keepNext,
    spacing: { line: twips(points), lineRule: 'exact' },
    children: [],
  });
}

function mainChildren(sheet: Sheet): (Paragraph | Table)[] {
  return [
    headTable(sheet.head),
    ...(sheet.title === null ? [] : titleBox(sheet.title)),
    ...(sheet.addressees.length === 0 ? [] : addresseeBox(sheet.addressees)),
    ...(sheet.title === null && sheet.addressees.length === 0 ? [new Paragraph({})] : []),
    ...enactingBox(sheet),
    ...bodyBlocks(sheet.blocks, { keepLast: true }),
    thinLine(8, true),
    footTable(sheet.foot),
    // A file may not end with a table; the line is too thin to start a page.
    thinLine(1),
  ];
}

function annexSection(annex: Sheet['annexes'][number], sheet: Sheet): ISectionOptions {
  const bold = { size: 14, bold: true };
  const children = [
    ...(annex.head === null ? [] : [headTable(annex.head), new Paragraph({})]),
    ...(annex.label === null ? [] : [boxLine([textRun(annex.label, bold)])]),
    ...annex.titles.map((title) => boxLine([textRun(title, bold)])),
    ...(annex.note === null
      ? []
      : [
          boxLine([textRun(annex.note, { size: 14, italics: true })], {
            spacing: { after: 160 },
          }),
        ]),
    ...bodyBlocks(annex.blocks, {
      width: annex.landscape ? LANDSCAPE_WIDTH : TEXT_WIDTH,
    }),
  ];
  return section(sheet, children, {
    isMain: false,
    isLandscape: annex.landscape,
  });
}

function xmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Properties of the file without the clock: its date comes from the letter. */
function coreProperties(sheet: Sheet, letter: Letter): string {
  const { year, month, day } = createdOn(letter);
  const instant = new Date(Date.UTC(year, month - 1, day)).toISOString().replace('.000', '');
  const date = (name: string): string => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${instant}</dcterms:${name}>`;
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ' +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${xmlText(sheet.documentTitle)}</dc:title>${date('created')}${date('modified')}</cp:coreProperties>`
  );
}

/**
 * The letter as a Word file with the same boxes, to go on working on it. The same letter gives the same bytes. It has no places
 * for signatures: what is signed is the PDF.
 * @throws Nd30Error `nd30.invalid_letter` with one problem per field, `nd30.state_secret`, `nd30.layout_failed`
 * @example await writeFile('cong-van.docx', await renderDocx(exampleLetter()))
 */
export async function renderDocx(letter: Letter, options: RenderDocxOptions = {}): Promise<Uint8Array> {
  assertLetter(letter);
  const type = findDocumentType(letter.type);
  if (type === undefined) {
    throw new Nd30Error('nd30.invalid_letter', `type: không có loại văn bản "${letter.type}"`);
  }
  const sheet = composeSheet(letter, type, { demo: options.demo === true });
  const document = new Document({
    title: sheet.documentTitle,
    styles: {
      default: {
        document: {
          run: { font: TYPEFACE, size: 28, language: { value: 'vi-VN' } },
          paragraph: { spacing: { before: 0, after: 0, line: 240 } },
        },
      },
    },
    sections: [
      section(sheet, mainChildren(sheet), { isMain: true }),
      ...sheet.annexes.map((annex) => annexSection(annex, sheet)),
    ],
  });
  try {
    const core = {
      path: 'docProps/core.xml',
      data: coreProperties(sheet, letter),
    };
    return fixZipDates(new Uint8Array(await Packer.toBuffer(document, undefined, [core])));
  } catch (cause) {
    throw new Nd30Error('nd30.layout_failed', 'Không ghi được tệp Word của văn bản', { cause });
  }
}
