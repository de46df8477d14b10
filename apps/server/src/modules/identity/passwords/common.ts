import { foldAccents } from '@congvu/vntext';
import { COMMON_PASSWORDS, COMMON_WORDS } from './common-passwords.ts';

/** Which passwords everybody tries first: common words with decoration, keyboard walks, counting, the name of the own office. */

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** "Nguyễn Văn An", "ubnd xã Bình Lư": three words in a row are still the first thing a program tries. */
const MOST_WORDS = 3;
const LONGEST_WORD = Math.max(...[...COMMON_WORDS].map((word) => word.length));

export function lettersOf(text: string): string {
  return foldAccents(text).replace(/[^a-z]/g, '');
}

function unleet(text: string): string {
  return foldAccents(text)
    .split('')
    .map((letter) => LEET[letter] ?? letter)
    .join('')
    .replace(/[^a-z]/g, '');
}

/** "matkhaumatkhau" is "matkhau". */
function once(letters: string): string {
  for (let size = 1; size <= letters.length / 2; size += 1) {
    if (letters.length % size === 0 && letters === letters.slice(0, size).repeat(letters.length / size)) {
      return letters.slice(0, size);
    }
  }
  return letters;
}

/** The fewest listed words the letters are made of; Infinity when a part of them is no listed word. */
export function countWords(letters: string, more: ReadonlySet<string>): number {
  const fewest: number[] = [0];
  const longest = Math.max(LONGEST_WORD, ...[...more].map((word) => word.length));
  for (let end = 1; end <= letters.length; end += 1) {
    let best = Number.POSITIVE_INFINITY;
    for (let from = Math.max(0, end - longest); from < end; from += 1) {
      const before = fewest[from] ?? Number.POSITIVE_INFINITY;
      const word = letters.slice(from, end);
      if (before + 1 < best && (COMMON_WORDS.has(word) || more.has(word))) {
        best = before + 1;
      }
    }
    fewest.push(best);
  }
  return fewest[letters.length] ?? Number.POSITIVE_INFINITY;
}

function isMadeOfWords(letters: string, more: ReadonlySet<string>): boolean {
  return letters.length < 3 || countWords(letters, more) <= MOST_WORDS || countWords(once(letters), more) <= MOST_WORDS;
}

const ROWS = ['1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'];
const SHIFTED: Record<string, string> = Object.fromEntries(
  [...'!@#$%^&*()_+{}:"<>?'].map((sign, index) => [sign, "1234567890-=[];',./".charAt(index)]),
);
const KEYS = new Map(ROWS.flatMap((row, line) => [...row].map((key, place) => [key, { line, place }] as const)));

/** Next to each other on the keyboard, the same key, or next to each other in counting and in the alphabet. */
function isStep(left: string, right: string): boolean {
  const [from, to] = [KEYS.get(left), KEYS.get(right)];
  if (from === undefined || to === undefined) {
    return left === right;
  }
  const isNear = Math.abs(from.line - to.line) <= 1 && Math.abs(from.place - to.place) <= 1;
  return isNear || Math.abs((left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0)) === 1;
}

const SHORTEST_WALK = 3;
/** Of the characters; what is left over is a letter or a sign somebody hung on. */
const WALKED = 0.75;

/** "1qaz@WSX3edc", "Qwerty!234567": fingers that walk over the keyboard. */
function isWalk(password: string): boolean {
  const keys = [...password.toLowerCase()].map((key) => SHIFTED[key] ?? key);
  let walked = 0;
  let run = 1;
  for (let index = 1; index <= keys.length; index += 1) {
    if (index < keys.length && isStep(keys[index - 1] ?? '', keys[index] ?? '')) {
      run += 1;
    } else {
      walked += run >= SHORTEST_WALK ? run : 0;
      run = 1;
    }
  }
  return walked >= keys.length * WALKED;
}

const FEWEST_CHARACTERS = 6;

/** The words of the own office: its name whole, its last words joined, its initials. */
function wordsOfOffice(name: string): Set<string> {
  const words = foldAccents(name)
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1);
  const tails = words.map((_word, from) => words.slice(from).join(''));
  return new Set([...words, ...tails, words.map((word) => word.charAt(0)).join('')]);
}

export function isCommonPassword(password: string, agencyName: string): boolean {
  if (COMMON_PASSWORDS.has(password.toLowerCase()) || isWalk(password)) {
    return true;
  }
  if (new Set(password.toLowerCase()).size < FEWEST_CHARACTERS) {
    return true;
  }
  const office = wordsOfOffice(agencyName);
  // Trailing digits and signs are what people add to satisfy a rule; they do not count as letters of the word.
  const core = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return isMadeOfWords(lettersOf(password), office) || isMadeOfWords(unleet(core), office);
}
