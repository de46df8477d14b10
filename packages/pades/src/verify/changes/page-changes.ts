import type { Page } from '../../pdf/pages.ts';
import { isDict, isRef, isSameValue, nameOf, type PdfValue } from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, changedKeys, forbid, judgeRef } from './comparison.ts';
import { placeOfContentChange } from './content-place.ts';
import { wholePage } from './place.ts';

const SUBTYPES: Record<string, string> = {
  FreeText: 'ô chữ',
  Stamp: 'hình dán',
  Redact: 'vùng che',
  Highlight: 'đánh dấu',
  Text: 'ghi chú',
  Link: 'liên kết',
  Widget: 'ô biểu mẫu',
  Popup: 'khung ghi chú',
};

/** The list of annotations has rules of its own; the order of the tab key shows nothing. */
const KEPT_APART = new Set(['Annots', 'Tabs']);

function labelOf(value: PdfValue): string {
  const subtype = isDict(value) ? nameOf(value.entries.get('Subtype')) : undefined;
  return SUBTYPES[subtype ?? ''] ?? `chú thích${subtype === undefined ? '' : ` (${subtype})`}`;
}

function contains(list: readonly PdfValue[], wanted: PdfValue): boolean {
  return list.some((item) => isSameValue(item, wanted));
}

/** One line for everything that came, and one for everything that went. */
function reportAnnotations(
  comparison: Comparison,
  index: number,
  added: readonly PdfValue[],
  lost: readonly PdfValue[],
): void {
  const { history, older, newer } = comparison;
  const lines = [
    ...added.map((item) => ({ item, file: newer, word: 'thêm' })),
    ...lost.map((item) => ({ item, file: older, word: 'xóa' })),
  ];
  for (const { item, file, word } of lines) {
    const number = isRef(item) ? item.number : undefined;
    const place = number === undefined ? undefined : history.annotationPlace(file, number);
    forbid(comparison, {
      kind: 'annotation',
      text: `Trang ${index + 1}: ${word} ${labelOf(file.resolve(item))}.`,
      page: index + 1,
      place,
      ...(number === undefined ? {} : { object: number }),
    });
  }
}

/** A page may only gain the widgets of signatures that were let in. */
function judgeAnnotations(comparison: Comparison, page: Page, index: number, widgets: ReadonlySet<number>): void {
  const newer = asDict(comparison.newer.object(page.number));
  const [then, now] = [page.dict.entries.get('Annots'), newer.entries.get('Annots')];
  judgeRef(comparison, then, now);
  const before = asItems(comparison.older.resolve(then));
  const after = asItems(comparison.newer.resolve(now));
  const isGrowth = (item: PdfValue): boolean => isRef(item) && widgets.has(item.number);
  const isKept = before.every((item, place) => isSameValue(item, after[place] ?? null));
  if (isKept && after.slice(before.length).every(isGrowth)) {
    return;
  }
  const added = after.filter((item) => !isGrowth(item) && !contains(before, item));
  const lost = before.filter((item) => !contains(after, item));
  reportAnnotations(comparison, index, added, lost);
  if (added.length + lost.length === 0) {
    const text = `Trang ${index + 1}: thứ tự chú thích, hình dán bị đổi.`;
    forbid(comparison, { kind: 'annotation', text, object: page.number, page: index + 1 });
  }
}

function judgePage(comparison: Comparison, page: Page, index: number): void {
  const { older, newer } = comparison;
  comparison.judged.add(page.number);
  const now = asDict(newer.object(page.number));
  const keys = changedKeys(page.dict, now).filter((key) => !KEPT_APART.has(key));
  if (keys.length === 0) {
    return;
  }
  const text = `Trang ${index + 1} bị sửa (/${keys.join(', /')}).`;
  const isContent = keys.some((key) => key === 'Contents' || key === 'Resources');
  const place = isContent
    ? placeOfContentChange(older, newer, { number: page.number, dict: now }, page, index)
    : wholePage(older, page, index);
  forbid(comparison, { kind: 'page_content', text, object: page.number, page: index + 1, place });
}

export function judgePages(comparison: Comparison, widgets: ReadonlySet<number>): void {
  for (const [index, page] of comparison.history.pagesOf(comparison.older).pages.entries()) {
    const place = page.dict.entries.get('Annots');
    const isListTouched = isRef(place) && comparison.touched.has(place.number);
    const isPageTouched = comparison.touched.has(page.number);
    if (isPageTouched) {
      judgePage(comparison, page, index);
    }
    if (isListTouched || isPageTouched) {
      judgeAnnotations(comparison, page, index, widgets);
    }
  }
}
