import { buffer } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { readOfficeWords } from './office-words.ts';
import { findStateSecret } from './state-secret.ts';

async function zipOf(parts: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts)) {
    zip.addBuffer(Buffer.from(text), name);
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** A paragraph of a Word file, each run in an element of its own. */
function paragraph(runs: readonly string[]): string {
  return `<w:p>${runs.map((run) => `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`).join('')}</w:p>`;
}

async function wordFile(head: string, runs: readonly string[]): Promise<Buffer> {
  const space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return zipOf({
    'word/header1.xml': `<w:hdr ${space}>${paragraph([head])}</w:hdr>`,
    'word/document.xml': `<w:document ${space}><w:body>${paragraph(runs)}${paragraph(['Kế hoạch công tác'])}</w:body></w:document>`,
  });
}

async function workbook(cell: string): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('Biểu 1').addRow(['STT', cell]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const ODF =
  '<office:document-content xmlns:office="o" xmlns:text="t"><office:body><text:p>TỐI <text:span>MẬT</text:span></text:p></office:body></office:document-content>';
const SLIDE = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>TUYỆT MẬT</a:t></a:r></a:p></p:sld>';

async function marks(kind: Parameters<typeof readOfficeWords>[0], bytes: Uint8Array): Promise<number> {
  return findStateSecret({ pages: await readOfficeWords(kind, bytes) }).length;
}

describe('an office file with a mark', () => {
  test('in a paragraph of two runs, in the head of the page, in a cell, in an OpenDocument text, on a slide, in plain text', async () => {
    expect(await marks('docx', await wordFile('UBND HUYỆN', ['TỐI', ' MẬT']))).toBe(1);
    expect(await marks('docx', await wordFile('MẬT', ['Kính gửi']))).toBe(1);
    expect(await marks('xlsx', await workbook('Độ mật: Mật'))).toBe(1);
    expect(await marks('odf', await zipOf({ 'content.xml': ODF }))).toBe(1);
    expect(await marks('pptx', await zipOf({ 'ppt/slides/slide1.xml': SLIDE }))).toBe(1);
    expect(await marks('plain', Buffer.from('Kế hoạch\nTUYỆT MẬT\nnăm 2021'))).toBe(1);
  });
});

describe('an office file without one', () => {
  test('passes, also when it cannot be opened, is no such file or brings a document type', async () => {
    expect(await marks('docx', await wordFile('UBND HUYỆN', ['Bảo mật thông tin', ', mật khẩu']))).toBe(0);
    expect(await marks('xlsx', await workbook('Mật khẩu'))).toBe(0);
    expect(await readOfficeWords('docx', Buffer.from('not a zip'))).toEqual([]);
    expect(await readOfficeWords('odf', await zipOf({ 'content.xml': `<!DOCTYPE x>${ODF}` }))).toEqual([]);
  });
});
