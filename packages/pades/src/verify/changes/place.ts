import type { PdfFile } from '../../pdf/file.ts';
import { type Box, type Page, readBox, rotationOf, shownBox } from '../../pdf/pages.ts';
import { isArray, isDict, isRef } from '../../pdf/values.ts';
import type { Place } from '../report.ts';

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** From the page's own coordinates to the corner a reader sees as the upper left one. */
function shownAt(file: PdfFile, page: Page, box: Box): Place['shown'] {
  const sheet = shownBox(file, page.dict);
  const [left, bottom] = [box.x - sheet.x, box.y - sheet.y];
  const [right, top] = [sheet.width - left - box.width, sheet.height - bottom - box.height];
  const [x, y, width, height] = {
    0: [left, top, box.width, box.height],
    90: [bottom, left, box.height, box.width],
    180: [right, bottom, box.width, box.height],
    270: [top, right, box.height, box.width],
  }[rotationOf(file, page.dict)] as [number, number, number, number]; // four in each row above
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

export function placeOn(file: PdfFile, page: Page, index: number, box: Box): Place {
  const rect: Place['rect'] = [round(box.x), round(box.y), round(box.x + box.width), round(box.y + box.height)];
  return { page: index + 1, rect, shown: shownAt(file, page, box) };
}

export function wholePage(file: PdfFile, page: Page, index: number): Place {
  return placeOn(file, page, index, shownBox(file, page.dict));
}

/** On which page each annotation stands: index by object number. */
export function annotationPages(file: PdfFile, pages: readonly Page[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const [index, { dict }] of pages.entries()) {
    const list = file.resolve(dict.entries.get('Annots'));
    for (const item of isArray(list) ? list.items : []) {
      if (isRef(item) && !found.has(item.number)) {
        found.set(item.number, index);
      }
    }
  }
  return found;
}

/** An annotation's rectangle; undefined when it has none or no area. */
export function annotationBox(file: PdfFile, number: number): Box | undefined {
  const dict = file.object(number);
  const box = isDict(dict) ? readBox(file, dict.entries.get('Rect')) : undefined;
  return box !== undefined && box.width > 0 && box.height > 0 ? box : undefined;
}
