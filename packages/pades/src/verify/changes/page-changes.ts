import { listPages, type Page } from '../../pdf/pages.ts';
import { isRef, isSameValue, type PdfValue } from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, changedKeys, forbid, judgeRef } from './comparison.ts';

/** A page may only gain the widgets of signatures that were let in. */
function judgeAnnotations(comparison: Comparison, page: Page, index: number, widgets: ReadonlySet<number>): void {
  const newer = asDict(comparison.newer.object(page.number));
  const [then, now] = [page.dict.entries.get('Annots'), newer.entries.get('Annots')];
  judgeRef(comparison, then, now);
  const before = asItems(comparison.older.resolve(then));
  const after = asItems(comparison.newer.resolve(now));
  const isGrowth = (item: PdfValue): boolean => isRef(item) && widgets.has(item.number);
  const isKept = before.every((item, place) => isSameValue(item, after[place] ?? null));
  if (!isKept || !after.slice(before.length).every(isGrowth)) {
    const text = `Trang ${index + 1}: chú thích hoặc hình dán được thêm, sửa hay xóa.`;
    forbid(comparison, { kind: 'annotation', text, object: page.number, page: index + 1 });
  }
}

export function judgePages(comparison: Comparison, widgets: ReadonlySet<number>): void {
  for (const [index, page] of listPages(comparison.older).entries()) {
    const place = page.dict.entries.get('Annots');
    const isListTouched = isRef(place) && comparison.touched.has(place.number);
    if (comparison.touched.has(page.number)) {
      comparison.judged.add(page.number);
      const keys = changedKeys(page.dict, asDict(comparison.newer.object(page.number))).filter(
        (key) => key !== 'Annots',
      );
      if (keys.length > 0) {
        const text = `Trang ${index + 1} bị sửa (/${keys.join(', /')}).`;
        forbid(comparison, { kind: 'page_content', text, object: page.number, page: index + 1 });
      }
    }
    if (isListTouched || comparison.touched.has(page.number)) {
      judgeAnnotations(comparison, page, index, widgets);
    }
  }
}
