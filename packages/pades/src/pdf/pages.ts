import { broken, PadesError } from '../errors.ts';
import type { PdfFile } from './file.ts';
import { isArray, isDict, isRef, nameOf, type PdfDict, type PdfValue } from './values.ts';

const MAX_PAGES = 100_000;
const MAX_DEPTH = 64;

export interface Page {
  /** Object number of the page. */
  number: number;
  dict: PdfDict;
}

interface Walk {
  file: PdfFile;
  pages: Page[];
  seen: Set<number>;
  limit: number;
}

function visit(walk: Walk, value: PdfValue, depth: number): void {
  if (!isRef(value) || walk.seen.has(value.number) || depth > MAX_DEPTH || walk.pages.length > MAX_PAGES) {
    throw broken('cây trang sai hoặc đi thành vòng');
  }
  walk.seen.add(value.number);
  const node = walk.file.resolve(value);
  if (!isDict(node)) {
    throw broken(`trang ${walk.pages.length + 1} không đọc được`);
  }
  const kids = walk.file.resolve(node.entries.get('Kids'));
  if (!isArray(kids) || nameOf(node.entries.get('Type')) === 'Page') {
    walk.pages.push({ number: value.number, dict: node });
    return;
  }
  for (const kid of kids.items) {
    if (walk.pages.length >= walk.limit) {
      return;
    }
    visit(walk, kid, depth + 1);
  }
}

/** Pages in order, the first `limit` of them. @throws PadesError `pades.broken` */
export function listPages(file: PdfFile, limit = MAX_PAGES): Page[] {
  const walk: Walk = { file, pages: [], seen: new Set(), limit };
  const root = file.catalog().entries.get('Pages');
  if (root !== undefined) {
    visit(walk, root, 0);
  }
  return walk.pages;
}

/** Page by number from 1. @throws PadesError `pades.page` */
export function getPage(file: PdfFile, pageNumber: number): Page {
  const page =
    Number.isInteger(pageNumber) && pageNumber >= 1 ? listPages(file, pageNumber)[pageNumber - 1] : undefined;
  if (page === undefined) {
    throw new PadesError('pades.page', `Tệp PDF không có trang ${pageNumber}.`);
  }
  return page;
}
