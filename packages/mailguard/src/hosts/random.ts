/* Names that no person chose: letters in an order that no language has. */

const VOWELS = /[aeiouy]/;
const RARE_PAIR =
  /(?:q[^u]|[bcdfgkpqtvwz]x|x[bdfgjkmnqrswz]|[jqvwxz]{2}|[bcfghjkmqvwxz]j|j[bcdfghklmnpqrstvwxz]|[bcdfgjkmpqvwxz]q|v[bcdfghjkmnpqtwxz]|[cfgjkmpqvwxz]v|z[bcdfgjkmnpqrsvwx]|w[cfgjkmpqvxz]|[bfgjkmpqvx]z|[cfgjmpvwxz]k[bcdfgjmpqvxz]|[gkpqvxz][bcdfjqvxz])/g;

/**
 * Whether a label looks generated: a long run of consonants, digits among letters, pairs no language has.
 * @example looksRandom('xk7qvz93jt') // true
 */
export function looksRandom(label: string): boolean {
  const letters = label.replace(/[^a-z]/g, '');
  if (label.length < 7 || label.startsWith('xn--') || /^[a-z]+[0-9]{1,4}$/.test(label)) {
    return false;
  }
  const digits = label.length - label.replace(/\d/g, '').length;
  const switches = label.match(/[a-z]\d|\d[a-z]/g)?.length ?? 0;
  const pairs = letters.match(RARE_PAIR)?.length ?? 0;
  const vowels = [...letters].filter((letter) => VOWELS.test(letter)).length;
  const isSpoken = vowels / Math.max(letters.length, 1) > 0.24;
  const longest = Math.max(0, ...letters.split(/[aeiouy]+/).map((run) => run.length));
  return (
    switches >= 3 ||
    (digits >= 2 && switches >= 2 && !isSpoken) ||
    pairs >= 2 ||
    (longest >= 6 && !isSpoken) ||
    (pairs >= 1 && longest >= 5)
  );
}
