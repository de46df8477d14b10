/* RFC 3492 §6.2, decoding only: browsers and Node can write punycode, neither reads it without a library. */

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const MAX_CODE_POINT = 0x10_ff_ff;

function adapt(delta: number, points: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) >> 1) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function digitOf(letter: string | undefined): number {
  const code = letter?.charCodeAt(0) ?? 0;
  if (code >= 97 && code <= 122) {
    return code - 97;
  }
  return code >= 48 && code <= 57 ? code - 22 : BASE;
}

/** One number of variable length, and where the next begins; undefined when the text ends or is none. */
function readNumber(text: string, from: number, bias: number): { value: number; next: number } | undefined {
  let [value, weight, at] = [0, 1, from];
  for (let k = BASE; at < text.length; k += BASE) {
    const digit = digitOf(text[at]);
    at += 1;
    if (digit >= BASE) {
      return undefined;
    }
    value += digit * weight;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) {
      return { value, next: at };
    }
    weight *= BASE - threshold;
  }
  return undefined;
}

/**
 * A label of a domain in its letters; one that is no valid punycode stays as it is.
 * @example decodeLabel('xn--gmal-nza') // 'gmaıl'
 */
export function decodeLabel(label: string): string {
  const text = label.slice(4);
  if (!label.startsWith('xn--') || text.length > 59) {
    return label;
  }
  const hyphen = text.lastIndexOf('-');
  const points = [...text.slice(0, Math.max(hyphen, 0))].map((letter) => letter.charCodeAt(0));
  let [code, index, bias, at] = [128, 0, 72, hyphen + 1];
  while (at < text.length) {
    const number = readNumber(text, at, bias);
    if (number === undefined) {
      return label;
    }
    const before = index;
    index += number.value;
    bias = adapt(index - before, points.length + 1, before === 0);
    code += Math.floor(index / (points.length + 1));
    index %= points.length + 1;
    if (code > MAX_CODE_POINT) {
      return label;
    }
    points.splice(index, 0, code);
    index += 1;
    at = number.next;
  }
  return String.fromCodePoint(...points);
}
