/** Widths of Tinos in em where they are far from the usual half: of the letter without its marks. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[iljtf.,:;'!|/]/, 0.31],
  [/[-()\s]/, 0.34],
  [/[w\p{Lu}]/u, 0.73],
  [/[mMW]/, 0.95],
  [/[@%]/, 0.93],
];
const USUAL_WIDTH = 0.5;
/** No-width space: a line may end here. */
const BREAK_HERE = '\u200b';
/** Where a long word is cut first: behind the marks inside addresses, dates and numbers. */
const PIECES = /[^.@/_:;,-]*[.@/_:;,-]+|[^.@/_:;,-]+/gu;

function letterWidth(letter: string): number {
  const base = letter.normalize('NFD')[0] ?? letter;
  return WIDTHS.findLast(([letters]) => letters.test(base))?.[1] ?? USUAL_WIDTH;
}

function widthOf(text: string): number {
  return Array.from(text.matchAll(/\P{M}\p{M}*/gu), ([letter]) => letterWidth(letter)).reduce(
    (sum, one) => sum + one,
    0,
  );
}

/** Cuts a piece without marks so that each part fits. */
function cut(piece: string, room: number): string {
  let width = 0;
  let result = '';
  for (const [letter] of piece.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const more = letterWidth(letter);
    if (width + more > room && width > 0) {
      result += BREAK_HERE;
      width = 0;
    }
    result += letter;
    width += more;
  }
  return result;
}

function fitWord(word: string, room: number): string {
  if (widthOf(word) <= room) {
    return word;
  }
  const pieces = word.match(PIECES) ?? [word];
  return pieces.map((piece) => (widthOf(piece) <= room ? piece : cut(piece, room))).join(BREAK_HERE);
}

/**
 * Lets words that are wider than a cell break inside, best behind a mark; a word that fits is left alone.
 * @param room width of the cell in em of its letters
 */
export function fitWords(text: string, room: number): string {
  const plain = text.replaceAll(BREAK_HERE, '');
  // The widest letters take less than one em: most words of most cells need no look.
  return plain.replace(/\S+/gu, (word) => (word.length <= room ? word : fitWord(word, room)));
}
