import type { Rect } from '../../appearance/appearance.ts';
import { readOperations } from '../../pdf/content.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import { listPages } from '../../pdf/pages.ts';
import { isArray, isRef, isStream, nameOf, type PdfDict, type PdfStream } from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, forbid } from './comparison.ts';
import { findTextPlaces } from './text-places.ts';

/** A seal is mostly holes; a patch that hides words is not. */
const OPAQUE_SHARE = 0.6;
const MAX_DEPTH = 6;
const PAINTS = new Set(['Tj', 'TJ', "'", '"', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'sh', 'EI', 'ID']);

function isMostlyOpaque(comparison: Comparison, image: PdfStream): boolean {
  const mask = comparison.newer.resolve(image.dict.entries.get('SMask'));
  if (!isStream(mask) || !canDecode(mask.dict) || mask.dict.entries.get('BitsPerComponent') !== 8) {
    return true;
  }
  const samples = decodeStream(mask);
  const opaque = samples.reduce((count, alpha) => count + (alpha > 127 ? 1 : 0), 0);
  return samples.length === 0 || opaque / samples.length > OPAQUE_SHARE;
}

/** Whether an appearance paints words, areas or opaque images: things that could pass for the page's own content. */
function canDeceive(comparison: Comparison, form: PdfStream, depth = 0): boolean {
  if (depth > MAX_DEPTH || !canDecode(form.dict)) {
    return true;
  }
  const resources = asDict(comparison.newer.resolve(form.dict.entries.get('Resources')));
  const objects = asDict(comparison.newer.resolve(resources.entries.get('XObject')));
  return readOperations(decodeStream(form)).some(({ operator, operands }) => {
    if (operator !== 'Do') {
      return PAINTS.has(operator);
    }
    const drawn = comparison.newer.resolve(objects.entries.get(nameOf(operands[0]) ?? ''));
    if (!isStream(drawn)) {
      return false;
    }
    return nameOf(drawn.dict.entries.get('Subtype')) === 'Form'
      ? canDeceive(comparison, drawn, depth + 1)
      : isMostlyOpaque(comparison, drawn);
  });
}

function rectOf(comparison: Comparison, widget: PdfDict): Rect {
  const value = comparison.newer.resolve(widget.entries.get('Rect'));
  const corners = isArray(value) ? value.items.map((item) => (typeof item === 'number' ? item : 0)) : [];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners;
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

/** Half the height of the words and more than a letter of their width. */
function covers(rect: Rect, words: Rect): boolean {
  const width = Math.min(rect.x + rect.width, words.x + words.width) - Math.max(rect.x, words.x);
  const height = Math.min(rect.y + rect.height, words.y + words.height) - Math.max(rect.y, words.y);
  return height >= words.height / 2 && width >= Math.min(8, words.width / 2);
}

/** New signatures whose picture lies on words that were signed before and could pass for them (sneaky signature). */
export function judgeOverlays(comparison: Comparison, widgets: ReadonlySet<number>): void {
  const suspects = [...widgets].filter((number) => {
    const widget = asDict(comparison.newer.object(number));
    const normal = comparison.newer.resolve(
      asDict(comparison.newer.resolve(widget.entries.get('AP'))).entries.get('N'),
    );
    const rect = rectOf(comparison, widget);
    return rect.width > 0 && rect.height > 0 && isStream(normal) && canDeceive(comparison, normal);
  });
  if (suspects.length === 0) {
    return;
  }
  for (const [index, page] of listPages(comparison.older).entries()) {
    const newer = asDict(comparison.newer.object(page.number));
    const list = asItems(comparison.newer.resolve(newer.entries.get('Annots')));
    const shown = suspects.filter((number) => list.some((item) => isRef(item) && item.number === number));
    const words = shown.length === 0 ? [] : findTextPlaces(comparison.older, page.dict);
    for (const number of shown) {
      const rect = rectOf(comparison, asDict(comparison.newer.object(number)));
      if (words.some((place) => covers(rect, place))) {
        const text = `Trang ${index + 1}: hình của chữ ký thêm sau che lên chữ đã ký.`;
        forbid(comparison, { kind: 'overlay', text, object: number, page: index + 1 });
      }
    }
  }
}
