import { SaxesParser } from 'saxes';
import { damaged, type Package } from './read-zip.ts';
import { UnreadableFile } from './table.ts';

type Attributes = Record<string, string>;

interface Handler {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
  /** True when enough was read. */
  done?(): boolean;
}

const MAX_STRINGS = 600_000;
const MAX_STRING_LENGTH = 4_000;
const MAX_STRING_TOTAL = 40_000_000;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Streams one part through the handler; a document type has no place in a workbook and is refused before it can define anything. */
export async function parsePart(source: Package, part: string, handler: Handler): Promise<void> {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw damaged();
  });
  parser.on('error', () => {
    throw damaged();
  });
  parser.on('opentag', (tag) => handler.open?.(localName(tag.name), tag.attributes));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', (tag) => handler.close?.(localName(tag.name)));
  for await (const chunk of source.read(part)) {
    parser.write(chunk);
    if (handler.done?.() === true) {
      return;
    }
  }
  parser.close();
}

export interface SheetPart {
  name: string;
  part: string;
}

function resolvePart(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

/** Worksheets in the order of the tabs, and since which year days are counted. */
export async function readSheetList(source: Package): Promise<{ sheets: SheetPart[]; from1904: boolean }> {
  if (!source.has('xl/workbook.xml') || !source.has('xl/_rels/workbook.xml.rels')) {
    throw new UnreadableFile('unreadable', 'Tệp nén này không phải là bảng tính XLSX. Dùng mẫu tải từ hệ thống.');
  }
  const targets = new Map<string, string>();
  await parsePart(source, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) {
        targets.set(Id, resolvePart(Target));
      }
    },
  });
  const sheets: SheetPart[] = [];
  let from1904 = false;
  await parsePart(source, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') {
        from1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      }
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1];
      const part = name === 'sheet' ? targets.get(id ?? '') : undefined;
      if (part !== undefined && source.has(part)) {
        sheets.push({ name: (attributes.name ?? '').normalize('NFC'), part });
      }
    },
  });
  return { sheets, from1904 };
}

/** Shared texts by number; phonetic hints (rPh) are no part of the text. */
export async function readSharedStrings(source: Package): Promise<string[]> {
  const strings: string[] = [];
  if (!source.has('xl/sharedStrings.xml')) {
    return strings;
  }
  let current = '';
  let total = 0;
  let inText = false;
  let inHint = false;
  await parsePart(source, 'xl/sharedStrings.xml', {
    open: (name) => {
      inText = name === 't' && !inHint;
      inHint = inHint || name === 'rPh';
      if (name === 'si') {
        current = '';
      }
    },
    text: (text) => {
      if (inText && current.length < MAX_STRING_LENGTH) {
        current += text.slice(0, MAX_STRING_LENGTH);
      }
    },
    close: (name) => {
      inText = false;
      inHint = inHint && name !== 'rPh';
      if (name !== 'si') {
        return;
      }
      total += current.length;
      if (strings.length >= MAX_STRINGS || total > MAX_STRING_TOTAL) {
        throw new UnreadableFile(
          'too_large',
          'Tệp có quá nhiều chữ so với một danh sách. Chia nhỏ rồi tải lên từng tệp.',
        );
      }
      strings.push(current);
    },
  });
  return strings;
}

const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 36, 45, 46, 47, 50, 57]);

/** Which cell styles show a number as a date (ECMA-376 Part 1 §18.8.30). */
export async function readDateStyles(source: Package): Promise<Set<number>> {
  const dates = new Set<number>();
  if (!source.has('xl/styles.xml')) {
    return dates;
  }
  const formats = new Set(DATE_FORMATS);
  let inCells = false;
  let index = 0;
  await parsePart(source, 'xl/styles.xml', {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'numFmt' && /[dmy]/i.test((formatCode ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) {
        formats.add(Number(numFmtId));
      }
      inCells = inCells || name === 'cellXfs';
      if (name === 'xf' && inCells) {
        if (formats.has(Number(numFmtId))) {
          dates.add(index);
        }
        index += 1;
      }
    },
    close: (name) => {
      inCells = inCells && name !== 'cellXfs';
    },
  });
  return dates;
}
