/** Levels of state secrets (Law on Protection of State Secrets 2018 Art. 8), the longer names first. */
const LEVELS = ['TUYỆT MẬT', 'TỐI MẬT', 'MẬT'] as const;
/** Cyrillic and Greek letters that look like the Latin ones of a stamp. */
const LOOKALIKES: Record<string, string> = {
  М: 'M',
  Т: 'T',
  О: 'O',
  У: 'Y',
  І: 'I',
  Μ: 'M',
  Τ: 'T',
  Ο: 'O',
  Υ: 'Y',
  Ι: 'I',
};
const DECORATION = /^[\s[\](){}<>|*_=~.:;,"'«»“”‘’\-–—+#/\\]+|[\s[\](){}<>|*_=~.:;,"'«»“”‘’\-–—+#/\\]+$/gu;

/** NFC, look-alikes and invisible characters undone, spaces kept (two spaces tell a stamp from a sentence). */
export function readable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/gu, ' ')
    .replace(/[МТОУІΜΤΟΥΙ]/gu, (letter) => LOOKALIKES[letter] ?? letter)
    .normalize('NFC');
}

/** "T U Y Ệ T   M Ậ T" and "M.Ậ.T" become words again; other lines stay as they are. */
function closeSpacedLetters(line: string): string {
  const letters = line.replace(/[\s._\-–]+/gu, ' ').trim();
  return /^(?:\p{L} ){2,}\p{L}$/u.test(letters) ? letters.replaceAll(' ', '') : line;
}

const GLUED = new Set(LEVELS.map((level) => level.replaceAll(' ', '')));

/** A line that is nothing but the stamp. "Mật" alone counts unless it is written small. */
export function isStampLine(line: string): boolean {
  const bare = closeSpacedLetters(line).replace(DECORATION, '').replace(/\s+/gu, ' ');
  if (bare === '' || bare === 'mật') {
    return false;
  }
  return GLUED.has(bare.toUpperCase().replaceAll(' ', ''));
}

export const LEVEL_LABEL =
  /(?:mức\s{1,20})?độ\s{1,20}(?:bảo\s{1,20})?mật\s{0,100}(?:[:=\-–]|là)?\s{0,100}["“(['«]{0,5}\s{0,20}(?:tuyệt\s{1,20}mật|tối\s{1,20}mật|mật)(?![\p{L}])(?!\s{1,20}(?:khẩu|độ|mã|thư)(?![\p{L}]))/iu;
