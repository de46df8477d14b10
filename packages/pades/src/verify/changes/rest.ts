import type { PdfFile } from '../../pdf/file.ts';
import type { Page } from '../../pdf/pages.ts';
import { isArray, isDict, isRef, isStream, nameOf, type PdfValue } from '../../pdf/values.ts';
import type { ChangeKind, Place } from '../report.ts';
import { type Comparison, forbid } from './comparison.ts';
import { placeOfContentChange, tryDrawings } from './content-place.ts';
import type { Drawing } from './drawings.ts';
import { unionOf } from './matrix.ts';
import { placeOn } from './place.ts';
import { collectRefs } from './reach.ts';

const NAMES: Record<string, string> = {
  Image: 'hình ảnh',
  Form: 'hình vẽ',
  Font: 'phông chữ',
  FontDescriptor: 'phông chữ',
  Page: 'trang',
  Pages: 'cây trang',
  Catalog: 'danh mục gốc',
  OCG: 'lớp hiển thị',
  Annot: 'chú thích',
  Action: 'hành động',
  Filespec: 'tệp đính kèm',
  EmbeddedFile: 'tệp đính kèm',
};

function nameObject(value: PdfValue): string {
  if (isStream(value)) {
    const name = nameOf(value.dict.entries.get('Subtype')) ?? nameOf(value.dict.entries.get('Type')) ?? '';
    return NAMES[name] ?? 'nội dung';
  }
  const name = isDict(value) ? (nameOf(value.entries.get('Type')) ?? '') : '';
  return NAMES[name] ?? 'đối tượng';
}

interface Located {
  kind: ChangeKind;
  place: Place;
}

/** Pages and annotations looked at to find where an object shows; in longer documents the rest is named without a place. */
const MAX_PAGES_SEARCHED = 60;
const MAX_ANNOTATIONS_SEARCHED = 500;
const MAX_BELOW = 2_000;

/** An object with everything it is made of, as a font with its glyphs. */
function partsOf(file: PdfFile, start: number): ReadonlySet<number> {
  const seen = new Set<number>([start]);
  const queue = [start];
  for (let next = queue.pop(); next !== undefined && seen.size < MAX_BELOW; next = queue.pop()) {
    const found: number[] = [];
    const value = file.object(next);
    collectRefs(isDict(value) && value.entries.has('Parent') ? null : value, found);
    for (const number of found.filter((candidate) => !seen.has(candidate))) {
      seen.add(number);
      queue.push(number);
    }
  }
  return seen;
}

function contentsOf(file: PdfFile, page: Page): number[] {
  const contents = page.dict.entries.get('Contents');
  const resolved = file.resolve(contents);
  const parts = [contents, ...(isArray(resolved) ? resolved.items : [])];
  return parts.flatMap((part) => (isRef(part) ? [part.number] : []));
}

function appearancesOf(file: PdfFile, annotation: number): number[] {
  const value = file.object(annotation);
  const found: number[] = [];
  collectRefs(isDict(value) ? (value.entries.get('AP') ?? null) : null, found);
  return found;
}

interface Search {
  comparison: Comparison;
  pages: readonly Page[];
  annotations: readonly number[];
  drawingsOf: (index: number) => readonly Drawing[];
  isPart: (number: number, start: number) => boolean;
}

function startSearch(comparison: Comparison): Search {
  const { history, older } = comparison;
  const pages = history.pagesOf(older).pages.slice(0, MAX_PAGES_SEARCHED);
  const drawings = new Map<number, readonly Drawing[]>();
  const parts = new Map<number, ReadonlySet<number>>();
  const annotations = pages.flatMap(({ dict }) => {
    const list = older.resolve(dict.entries.get('Annots'));
    return isArray(list) ? list.items.filter(isRef).map(({ number }) => number) : [];
  });
  return {
    comparison,
    pages,
    annotations: annotations.slice(0, MAX_ANNOTATIONS_SEARCHED),
    drawingsOf(index) {
      const page = pages[index];
      const found = drawings.get(index) ?? (page === undefined ? [] : (tryDrawings(older, page) ?? []));
      drawings.set(index, found);
      return found;
    },
    isPart(number, start) {
      const found = parts.get(start) ?? partsOf(older, start);
      parts.set(start, found);
      return found.has(number);
    },
  };
}

function onPage(
  { comparison, drawingsOf, isPart }: Search,
  page: Page,
  index: number,
  number: number,
): Located | undefined {
  const { older, newer } = comparison;
  if (contentsOf(older, page).includes(number)) {
    const now = newer.object(page.number);
    const dict = isDict(now) ? now : page.dict;
    const place = placeOfContentChange(older, newer, { number: page.number, dict }, page, index);
    return { kind: 'page_content', place };
  }
  const shown = drawingsOf(index).filter(({ object }) => object !== undefined && isPart(number, object));
  const box = unionOf(shown.map((drawing) => drawing.box));
  return box === undefined ? undefined : { kind: 'page_content', place: placeOn(older, page, index, box) };
}

function onAnnotation({ comparison, annotations, isPart }: Search, number: number): Located | undefined {
  const { history, older } = comparison;
  const drawn = annotations.find(
    (annotation) => annotation === number || appearancesOf(older, annotation).some((start) => isPart(number, start)),
  );
  const place = drawn === undefined ? undefined : history.annotationPlace(older, drawn);
  return place === undefined ? undefined : { kind: 'annotation', place };
}

/** Where a changed object shows, as far as it can be told. */
function locate(search: Search, number: number): Located | undefined {
  const annotation = onAnnotation(search, number);
  if (annotation !== undefined) {
    return annotation;
  }
  for (const [index, page] of search.pages.entries()) {
    const found = onPage(search, page, index, number);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Objects whose place is looked for; a forger who touched more is caught all the same. */
const MAX_LOCATED = 20;

/** Everything that was there, was changed, and that no rule has spoken for. */
export function judgeRest(comparison: Comparison): void {
  const { history, older, newer, touched, judged } = comparison;
  if (newer.xref.startXref === older.xref.startXref) {
    return;
  }
  const open = [...touched].filter((number) => !judged.has(number));
  // Walked also when nothing is open: what the signed bytes only announce, at a place behind them, cannot be read in them.
  const reached = history.reachedIn(older);
  const changed = open.filter((candidate) => reached.has(candidate));
  const search = changed.length === 0 ? undefined : startSearch(comparison);
  for (const [index, number] of changed.entries()) {
    const value = older.object(number);
    const located = search !== undefined && index < MAX_LOCATED ? locate(search, number) : undefined;
    const kind = located?.kind ?? (isStream(value) ? 'page_content' : 'object');
    const where = located === undefined ? '' : `Trang ${located.place.page}: `;
    const text = `${where}${where === '' ? 'Đ' : 'đ'}ối tượng ${number} (${nameObject(value)}) đã ký bị sửa.`;
    forbid(comparison, { kind, text, object: number, place: located?.place });
  }
}
