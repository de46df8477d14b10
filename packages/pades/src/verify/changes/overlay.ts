import { readOperations } from '../../pdf/content.ts';
import { canDecode, decodeStream } from '../../pdf/filters.ts';
import type { Box, Page } from '../../pdf/pages.ts';
import { isDict, isRef, isStream, nameOf, type PdfDict, type PdfStream } from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, forbid } from './comparison.ts';
import { type Drawing, listDrawings } from './drawings.ts';
import { annotationBox, placeOn } from './place.ts';

/** A seal is mostly holes; a patch that hides words is not. */
const OPAQUE_SHARE = 0.6;
const MAX_DEPTH = 6;
const PAINTS = new Set(['Tj', 'TJ', "'", '"', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'S', 's', 'sh', 'EI', 'ID']);
const VISIBLE = new Set([...PAINTS, 'Do']);

function isMostlyOpaque(comparison: Comparison, image: PdfStream): boolean {
  const mask = comparison.newer.resolve(image.dict.entries.get('SMask'));
  if (!isStream(mask) || !canDecode(mask.dict) || mask.dict.entries.get('BitsPerComponent') !== 8) {
    return true;
  }
  const samples = decodeStream(mask, comparison.newer.budget);
  const opaque = samples.reduce((count, alpha) => count + (alpha > 127 ? 1 : 0), 0);
  return samples.length === 0 || opaque / samples.length > OPAQUE_SHARE;
}

/** Whether an appearance draws nothing. */
export function isBlank(comparison: Comparison, form: PdfStream): boolean {
  if (!canDecode(form.dict)) {
    return false;
  }
  const { budget } = comparison.newer;
  return !readOperations(decodeStream(form, budget), budget).some(({ operator }) => VISIBLE.has(operator));
}

/** Whether an appearance paints words, areas or opaque images: things that could pass for the page's own content. */
function canDeceive(comparison: Comparison, form: PdfStream, depth = 0): boolean {
  if (depth > MAX_DEPTH || !canDecode(form.dict)) {
    return true;
  }
  const resources = asDict(comparison.newer.resolve(form.dict.entries.get('Resources')));
  const objects = asDict(comparison.newer.resolve(resources.entries.get('XObject')));
  const { budget } = comparison.newer;
  return readOperations(decodeStream(form, budget), budget).some(({ operator, operands }) => {
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

/** Everything a widget may show: also pressed or under the pointer, and in any of its states (§12.5.5). */
export function appearancesOf({ newer }: Comparison, widget: PdfDict): PdfStream[] {
  const appearance = asDict(newer.resolve(widget.entries.get('AP')));
  return [...appearance.entries.values()].flatMap((entry) => {
    const found = newer.resolve(entry);
    const states = isDict(found) ? [...found.entries.values()].map((state) => newer.resolve(state)) : [found];
    return states.filter(isStream);
  });
}

/** Narrower than a digit of the smallest print: one digit is all that a forger needs. */
const LETTER = 3;

/** A third of the height of the words, or of a strip laid on them, and as much of their width as a digit takes. */
function covers(rect: Box, words: Box): boolean {
  const width = Math.min(rect.x + rect.width, words.x + words.width) - Math.max(rect.x, words.x);
  const height = Math.min(rect.y + rect.height, words.y + words.height) - Math.max(rect.y, words.y);
  return (
    height > 0 &&
    height >= Math.min(words.height, rect.height) / 3 &&
    width >= Math.min(LETTER, words.width / 2, rect.width / 2)
  );
}

/**
 * Decree 30/2020, Annex I: the seal covers about a third of the signature's picture, on its left. Some tolerance, because
 * pictures are not cut to the line.
 */
function isSealOver(seal: Box, signature: Box): boolean {
  const right = seal.x + seal.width;
  const height = Math.min(seal.y + seal.height, signature.y + signature.height) - Math.max(seal.y, signature.y);
  return (
    seal.x <= signature.x + signature.width / 3 &&
    right > signature.x &&
    right <= signature.x + signature.width * 0.6 &&
    height >= signature.height / 4
  );
}

/** What fields showed on a page before: words in text fields, pictures of signatures. */
function filledOn(comparison: Comparison, page: Page, only?: 'Sig'): Box[] {
  const { history, older } = comparison;
  const shown = asItems(older.resolve(page.dict.entries.get('Annots'))).flatMap((item) =>
    isRef(item) ? [item.number] : [],
  );
  return history.fieldsOf(older).flatMap(({ type, dict, widgets }) => {
    const isFilled = older.resolve(dict.entries.get('V')) !== null && (only === undefined || type === only);
    return (isFilled ? widgets : []).flatMap((number) => {
      const box = shown.includes(number) ? annotationBox(older, number) : undefined;
      return box === undefined ? [] : [box];
    });
  });
}

/** More than a seal, which takes a third of a signature, ever covers. */
const HIDDEN_SHARE = 0.5;

function hides(picture: Box, earlier: Box): boolean {
  const width = Math.min(picture.x + picture.width, earlier.x + earlier.width) - Math.max(picture.x, earlier.x);
  const height = Math.min(picture.y + picture.height, earlier.y + earlier.height) - Math.max(picture.y, earlier.y);
  return width > 0 && height > 0 && width * height > earlier.width * earlier.height * HIDDEN_SHARE;
}

interface Suspect {
  number: number;
  /** Whether its place came after the signature as well. */
  isNew: boolean;
  box: Box;
  forms: readonly PdfStream[];
}

/** New signatures whose picture could pass for what was signed before. */
function judgeOverlay(comparison: Comparison, suspect: Suspect, page: Page, index: number): void {
  const { number, box, forms } = suspect;
  const isDeceiving = (): boolean => forms.some((form) => canDeceive(comparison, form));
  // As people see the page: left is left also when it is turned.
  const shown = (area: Box): Box => placeOn(comparison.older, page, index, area).shown;
  const isSeal = filledOn(comparison, page, 'Sig').some((signature) => isSealOver(shown(box), shown(signature)));
  if (isSeal && !isDeceiving()) {
    return;
  }
  const words = listDrawings(comparison.older, page.dict).filter(({ kind }) => kind === 'text');
  // The signer saw a place that was there: lines to sign on and words beside it are no harm, words that vanish are.
  const isHidden = ({ box: area, key }: Drawing): boolean =>
    suspect.isNew ? covers(box, area) : !isLeader(key) && hides(box, area) && isDeceiving();
  if (words.some(isHidden)) {
    const text = `Trang ${index + 1}: hình của chữ ký thêm sau che lên chữ đã ký.`;
    const place = placeOn(comparison.newer, page, index, box);
    forbid(comparison, { kind: 'overlay', text, object: number, place });
    return;
  }
  if (filledOn(comparison, page).some((earlier) => hides(box, earlier)) && isDeceiving()) {
    const text = `Trang ${index + 1}: hình của chữ ký thêm sau che mất chữ ký hoặc ô đã điền trước đó.`;
    forbid(comparison, { kind: 'overlay', text, object: number, place: placeOn(comparison.newer, page, index, box) });
  }
}

/** Dots or strokes to write on: the same letter again and again. */
function isLeader(key: string): boolean {
  const letters = new Set([...key].filter((letter) => letter.trim() !== ''));
  return letters.size <= 2 && key.length > 3;
}

/** Places for a signature that stood empty and are signed now. */
function signedSince({ history, older, newer }: Comparison): number[] {
  const open = history
    .fieldsOf(older)
    .filter(({ type, dict }) => type === 'Sig' && older.resolve(dict.entries.get('V')) === null);
  return open.flatMap(({ number, widgets }) =>
    newer.resolve(asDict(newer.object(number)).entries.get('V')) === null ? [] : widgets,
  );
}

/** A new picture may lie on signed words only where a seal has to (sneaky signature). */
export function judgeOverlays(comparison: Comparison, widgets: ReadonlySet<number>): void {
  const suspects = [...widgets, ...signedSince(comparison)].flatMap((number): Suspect[] => {
    const box = annotationBox(comparison.newer, number);
    const shown = appearancesOf(comparison, asDict(comparison.newer.object(number)));
    const forms = shown.filter((form) => !isBlank(comparison, form));
    return box === undefined || forms.length === 0 ? [] : [{ number, isNew: widgets.has(number), box, forms }];
  });
  if (suspects.length === 0) {
    return;
  }
  for (const [index, page] of comparison.history.pagesOf(comparison.older).pages.entries()) {
    const newer = asDict(comparison.newer.object(page.number));
    const list = asItems(comparison.newer.resolve(newer.entries.get('Annots')));
    const shown = suspects.filter(({ number }) => list.some((item) => isRef(item) && item.number === number));
    for (const suspect of shown) {
      judgeOverlay(comparison, suspect, page, index);
    }
  }
}
