/* What a mark may be written as: other code points, other encodings, letters apart. Everything here answers plain NFC text. */

/** Cyrillic and Greek letters that look like the Latin ones of a stamp, and the Icelandic letter that stands for Đ. */
const LOOKALIKES = new Map(
  [...'МТОУІмтоуіΜΤΟΥΙÐðƉ'].map((letter, index) => [letter, [...'MTOYImtoyiMTOYIĐđĐ'][index] ?? letter]),
);
const LOOKALIKE = new RegExp(`[${[...LOOKALIKES.keys()].join('')}]`, 'gu');
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/gu;

/** The four syllables of the marks in the code tables of the nineties: TCVN3 (ABC) and VNI, as they look when read as Latin 1. */
const OLD_SYLLABLES: readonly [RegExp, string][] = [
  [/mËt|maät/giu, 'mật'],
  [/tèi(?=\s+m(?:ật|Ët))|toái(?=\s+m(?:ật|aät))/giu, 'tối'],
  [/tuyÖt(?=\s+m(?:ật|Ët))|tuyeät(?=\s+m(?:ật|aät))/giu, 'tuyệt'],
  [/[§®]é(?=\s+m(?:ật|Ët))|ñoä(?=\s+m(?:ật|aät))/giu, 'độ'],
];
const IS_OLD = /mËt|maät/iu;
/** Alone on its line or in its column: those fonts draw capitals with the codes of small letters. */
const OLD_ALONE = /(^|\n|\t| {3})((?:(?:tối|tuyệt)\s)?mật)(?=\s*(?:$|\n|\t| {3}))/giu;

/** UTF-8 that was taken for Windows 1252: every letter of these two kinds begins with one of these. */
const IS_TWICE = /á[º»]|Ä[\u0090\u0091‘]/u;
const WINDOWS_1252 = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((letter, index) => [
    letter,
    [
      128, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 142, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154,
      155, 156, 158, 159,
    ][index] ?? 63,
  ]),
);

function undoOldTables(text: string): string {
  if (!IS_OLD.test(text)) {
    return text;
  }
  // From the last syllable on: the others are only read before it.
  const read = OLD_SYLLABLES.reduce((so_far, [old, now]) => so_far.replace(old, now), text);
  return read.replace(OLD_ALONE, (_whole, before: string, level: string) => `${before}${level.toUpperCase()}`);
}

function undoTwice(text: string): string {
  if (!IS_TWICE.test(text)) {
    return text;
  }
  const bytes = [...text].flatMap((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 256 ? [code] : [WINDOWS_1252.get(letter) ?? -1];
  });
  return bytes.includes(-1) ? text : new TextDecoder('utf-8').decode(Uint8Array.from(bytes));
}

/** NFC, look-alikes, old encodings and invisible characters undone, spaces kept (two spaces tell a stamp from a sentence). */
export function readable(text: string): string {
  return undoOldTables(undoTwice(text).normalize('NFKC'))
    .replace(INVISIBLE, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/gu, ' ')
    .replace(LOOKALIKE, (letter) => LOOKALIKES.get(letter) ?? letter)
    .normalize('NFC');
}

/** Without accents, as capitals. */
export function bareCapitals(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/gu, 'D').toUpperCase();
}

export function isCapitals(text: string): boolean {
  return text === text.toUpperCase();
}
