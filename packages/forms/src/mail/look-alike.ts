import { foldAccents } from '@congvu/vntext';
import { FREE_MAIL_BRANDS } from './free-mail-brands.ts';

/* Tells names that are made to be read as the name of a free mail service. Looks and slips of the keyboard only, no meaning. */

/** Letters of other scripts, and signs, that are drawn like a Latin letter (a selection of Unicode's confusables). */
const DRAWN_LIKE: Readonly<Record<string, string>> = {
  а: 'a',
  ɑ: 'a',
  α: 'a',
  с: 'c',
  ϲ: 'c',
  ԁ: 'd',
  е: 'e',
  ҽ: 'e',
  ɡ: 'g',
  ց: 'g',
  һ: 'h',
  і: 'i',
  ι: 'i',
  ı: 'i',
  ɩ: 'i',
  ӏ: 'l',
  ǀ: 'l',
  ј: 'j',
  κ: 'k',
  к: 'k',
  м: 'm',
  п: 'n',
  ո: 'n',
  η: 'n',
  о: 'o',
  ο: 'o',
  օ: 'o',
  ө: 'o',
  р: 'p',
  ρ: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  τ: 't',
  υ: 'u',
  ս: 'u',
  ν: 'v',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  χ: 'x',
  у: 'y',
  γ: 'y',
  ү: 'y',
  ł: 'l',
  ø: 'o',
  ð: 'd',
};

/** One form for all that look the same: `i`, `1`, `l`, `|` become `l`; `0` becomes `o`; `rn` becomes `m`; `vv` becomes `w`. */
function skeleton(label: string): string {
  const plain = foldAccents(label.normalize('NFKC'));
  return [...plain]
    .map((letter) => DRAWN_LIKE[letter] ?? letter)
    .join('')
    .replace(/[i1|!]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

const BRANDS = FREE_MAIL_BRANDS.map((brand) => ({ brand, looks: skeleton(brand) }));

/** Whether one letter was dropped, added, changed, or two neighbours changed places. */
function isOneSlipAway(left: string, right: string): boolean {
  if (left === right) {
    return true;
  }
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1) {
    return false;
  }
  let at = 0;
  while (at < short.length && short[at] === long[at]) {
    at += 1;
  }
  if (short.length !== long.length) {
    return short.slice(at) === long.slice(at + 1);
  }
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 1) === long.slice(at + 1) || (isSwapped && short.slice(at + 2) === long.slice(at + 2));
}

/** `gmailcom`, `gmail-vn`: the ending grown to the name. */
const GROWN_ENDING = /(?:com|net|vn|comvn)$/;

function looksLike(word: string, looks: string): boolean {
  const bare = word.replace(GROWN_ENDING, '');
  if (word === looks || bare === looks) {
    return true;
  }
  // A slip seldom hits the first letter, and "email", "fmail" are words of their own.
  return looks.length >= 5 && word[0] === looks[0] && isOneSlipAway(word, looks);
}

/** The service a word of a domain is drawn like. */
export function brandOf(label: string): string | undefined {
  const words = label.split(/[-_]/).map(skeleton);
  return BRANDS.find(({ looks }) => words.some((word) => looksLike(word, looks)))?.brand;
}
