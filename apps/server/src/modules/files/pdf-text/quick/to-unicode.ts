import { NotPlain } from './not-plain.ts';

/** Far above any font of a letter. */
const MOST_CODES = 20_000;

const SECTION = /begin(bfchar|bfrange)([\s\S]*?)end(?:bfchar|bfrange)/g;
const PAIR = /<([\da-f\s]+)>\s*<([\da-f\s]*)>/gi;
const RANGE = /<([\da-f\s]+)>\s*<([\da-f\s]+)>\s*(?:<([\da-f\s]*)>|\[([^\]]*)\])/gi;
const HEX = /<([\da-f\s]*)>/gi;

function textOf(hex: string): string {
  const digits = hex.replace(/\s/g, '');
  if (digits.length % 4 !== 0) {
    throw new NotPlain('odd target');
  }
  return Buffer.from(digits, 'hex').swap16().toString('utf16le');
}

function codeOf(hex: string): number {
  return Number.parseInt(hex.replace(/\s/g, ''), 16);
}

/** The target of a range counts up in its last unit (ISO 32000-2 §9.10.3). */
function countedUp(text: string, step: number): string {
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + step);
}

function addRange(map: Map<number, string>, [, from = '', to = '', start, list]: RegExpMatchArray): void {
  const [first, last] = [codeOf(from), codeOf(to)];
  if (last < first || last - first > MOST_CODES) {
    throw new NotPlain('wide range');
  }
  const targets = list === undefined ? [] : [...list.matchAll(HEX)].map(([, hex = '']) => textOf(hex));
  const base = start === undefined ? '' : textOf(start);
  for (let code = first; code <= last; code += 1) {
    const target = list === undefined ? countedUp(base, code - first) : targets[code - first];
    if (target !== undefined && target !== '') {
      map.set(code, target);
    }
  }
}

/** A ToUnicode map (ISO 32000-2 §9.10.3). @throws NotPlain */
export function readToUnicode(bytes: Uint8Array): Map<number, string> {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes('usecmap')) {
    throw new NotPlain('refers to another map');
  }
  const map = new Map<number, string>();
  for (const [, kind, body = ''] of text.matchAll(SECTION)) {
    if (kind === 'bfchar') {
      for (const [, code = '', target = ''] of body.matchAll(PAIR)) {
        map.set(codeOf(code), textOf(target));
      }
    } else {
      for (const range of body.matchAll(RANGE)) {
        addRange(map, range);
      }
    }
    if (map.size > MOST_CODES) {
      throw new NotPlain('too many codes');
    }
  }
  return map;
}
