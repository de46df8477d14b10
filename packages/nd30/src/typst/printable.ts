/** Stands for a character the typeface has no form of; Vietnamese, Latin, Greek and Cyrillic letters are all there. */
const MISSING = '□';
/** Letters, marks and signs of ordinary letters: nothing to look up. */
const ORDINARY = /^[\u0020-\u007e\u00a0-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013\u2014\u2018-\u201d\u2026]*$/u;
/** Longer than any word, address or symbol of a real letter; such a string may be cut anywhere to stay inside the margins. */
const LONGEST_WORD = 40;
const TOO_LONG = new RegExp(`\\S{${LONGEST_WORD + 1},}`, 'gu');
const BREAK_HERE = '\u200b';

function breakUp(word: string): string {
  return Array.from(word.matchAll(/\P{M}\p{M}*|\p{M}+/gu), ([letter]) => letter).join(BREAK_HERE);
}

function printableText(text: string, covers: (codePoint: number) => boolean): string {
  const known = ORDINARY.test(text)
    ? text
    : Array.from(text, (letter) => (covers(letter.codePointAt(0) ?? 0) ? letter : MISSING)).join('');
  return known.length > LONGEST_WORD ? known.replace(TOO_LONG, breakUp) : known;
}

/** A plain JSON value with every text made printable. PDF/A refuses a page with a character that has no form. */
export function makePrintable<T>(value: T, covers: (codePoint: number) => boolean): T {
  const walk = (item: unknown): unknown => {
    if (typeof item === 'string') {
      return printableText(item, covers);
    }
    if (Array.isArray(item)) {
      return item.map(walk);
    }
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, walk(entry)]));
    }
    return item;
  };
  return walk(value) as T; // texts became texts, nothing else changed
}
