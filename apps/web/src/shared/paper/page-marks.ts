import { foldAccents } from '@congvu/vntext';

/** Words to be marked on a page, as they were read from it. */
export interface PageMark {
  key: string;
  /** Page on which the paragraph begins, from 1; the words may stand on the next one. */
  page: number;
  found: string;
  /** The clause around them; one cut short ends with `…`. */
  quote: string;
}

/** A run of letters inside one text item of the page. */
export interface MarkedPart {
  key: string;
  item: number;
  start: number;
  end: number;
}

interface Letter {
  item: number;
  start: number;
  end: number;
}

interface FoldedPage {
  text: string;
  /** Where each character of `text` stands. */
  letters: Letter[];
}

const CUT = /…$/u;
/** At its borders a page has nothing but its number. */
const BORDER = /^\d{0,3}$/;
/** Letters before a date that say well enough which clause it is. */
const TELLING = 12;

function fold(text: string): string {
  return foldAccents(text).replace(/\s+/gu, '');
}

function foldPage(items: readonly string[]): FoldedPage {
  const letters: Letter[] = [];
  let text = '';
  for (const [item, words] of items.entries()) {
    let start = 0;
    for (const character of words) {
      const folded = fold(character);
      const last = letters.at(-1);
      if (folded === '' && /\p{M}/u.test(character) && last?.item === item) {
        // An accent written as a sign of its own belongs to the letter before it.
        last.end = start + character.length;
      }
      for (const unit of folded.split('')) {
        text += unit;
        letters.push({ item, start, end: start + character.length });
      }
      start += character.length;
    }
  }
  return { text, letters };
}

function* placesOf(text: string, words: string): Generator<number> {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    yield at;
  }
}

function commonAhead(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) {
    length += 1;
  }
  return length;
}

function commonBack(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) {
    length += 1;
  }
  return length;
}

/** How well the clause fits around a place where its words stand. */
type Fit = 'whole' | 'beginning' | 'no';

function fitAt(text: string, at: number, quote: string, offset: number, length: number): Fit {
  const [before, lead] = [text.slice(0, at), quote.slice(0, offset)];
  const [after, rest] = [text.slice(at + length), quote.slice(offset + length)];
  const back = commonBack(before, lead);
  const ahead = commonAhead(after, rest);
  // The clause stands here as a whole, or as much of it as this page holds.
  const begins = back === lead.length || BORDER.test(before.slice(0, before.length - back));
  if (begins && (ahead === rest.length || BORDER.test(after.slice(ahead)))) {
    return 'whole';
  }
  return back === lead.length && back >= TELLING ? 'beginning' : 'no';
}

function placesInQuote(text: string, mark: PageMark): number[] {
  const words = fold(mark.found);
  const quote = fold(mark.quote.replace(CUT, ''));
  if (words === '') {
    return [];
  }
  const offsets = [...placesOf(quote, words)];
  if (offsets.length === 0) {
    // The clause was cut before its date: the first one behind its beginning.
    const begin = CUT.test(mark.quote) ? text.indexOf(quote) : -1;
    const at = begin < 0 ? -1 : text.indexOf(words, begin + quote.length);
    return at < 0 ? [] : [at];
  }
  const fits = [...placesOf(text, words)].map((at) => ({
    at,
    fits: offsets.map((offset) => fitAt(text, at, quote, offset, words.length)),
  }));
  // Below the body a page may carry stamps and marks of its own: there the beginning of the clause has to do.
  const whole = fits.filter((place) => place.fits.includes('whole'));
  return (whole.length > 0 ? whole : fits.filter((place) => place.fits.includes('beginning'))).map(({ at }) => at);
}

function partsAt(page: FoldedPage, key: string, at: number, length: number): MarkedPart[] {
  const parts: MarkedPart[] = [];
  for (const { item, start, end } of page.letters.slice(at, at + length)) {
    const last = parts.at(-1);
    if (last?.item === item) {
      last.end = end;
    } else {
      parts.push({ key, item, start, end });
    }
  }
  return parts;
}

/**
 * Finds the words in the text items of one page, over accents, case, blanks and the way the page cuts its text into items.
 * Only inside their clause: the same date elsewhere on the page stays unmarked.
 */
export function findMarks(items: readonly string[], marks: readonly PageMark[]): MarkedPart[] {
  if (marks.length === 0) {
    return [];
  }
  const page = foldPage(items);
  return marks.flatMap((mark) =>
    placesInQuote(page.text, mark).flatMap((at) => partsAt(page, mark.key, at, fold(mark.found).length)),
  );
}
