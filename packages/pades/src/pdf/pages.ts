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

/** An entry of the page, or of the nearest node above that has it (§7.7.3.4). */
export function inheritedEntry(file: PdfFile, page: PdfDict, key: string): PdfValue {
  let node = page;
  for (let depth = 0; depth < MAX_DEPTH && !node.entries.has(key); depth += 1) {
    const parent = file.resolve(node.entries.get('Parent'));
    if (!isDict(parent)) {
      return null;
    }
    node = parent;
  }
  return file.resolve(node.entries.get(key));
}

/** How far the page is turned clockwise when shown. */
export type Rotation = 0 | 90 | 180 | 270;

export function rotationOf(file: PdfFile, page: PdfDict): Rotation {
  const value = inheritedEntry(file, page, 'Rotate');
  const turned = typeof value === 'number' ? ((value % 360) + 360) % 360 : 0;
  return ([90, 180, 270] as const).find((angle) => angle === turned) ?? 0;
}

/** Corners of a rectangle in any order (§7.9.5). */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function readBox(file: PdfFile, value: PdfValue | undefined): Box | undefined {
  const found = file.resolve(value);
  const corners = isArray(found) ? found.items.map((item) => file.resolve(item)) : [];
  const [x1, y1, x2, y2] = corners.map((corner) => (typeof corner === 'number' ? corner : 0));
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) {
    return undefined;
  }
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

const A4: Box = { x: 0, y: 0, width: 595.276, height: 841.89 };

/** What is shown of the page: its crop box, which ends where the paper does (§14.11.2). */
export function shownBox(file: PdfFile, page: PdfDict): Box {
  const media = readBox(file, inheritedEntry(file, page, 'MediaBox')) ?? A4;
  const crop = readBox(file, inheritedEntry(file, page, 'CropBox')) ?? media;
  const x = Math.max(media.x, crop.x);
  const y = Math.max(media.y, crop.y);
  const width = Math.min(media.x + media.width, crop.x + crop.width) - x;
  const height = Math.min(media.y + media.height, crop.y + crop.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : media;
}
