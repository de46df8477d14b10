import { foldAccents } from './accents.ts';

const WORD = /[\p{L}\p{N}]+(?:[./-][\p{L}\p{N}]+)*/gu;
const SEPARATOR = /[./-]/;
const MAX_TOKEN = 80;
/** Numbers and symbols have up to five parts (`313/STTTT-BCVTCNTT`, `12/3/2021`, `H35.9.2`); longer chains are no words. */
const MAX_PARTS = 6;

function words(text: string): string[] {
  const found = text.normalize('NFC').toLowerCase().match(WORD) ?? [];
  return found.map(foldAccents);
}

/** Every run of neighbouring parts with the marks between them: `121/pnv-cm` is also found by `pnv-cm` and by `121/pnv`. */
function runs(compound: string): string[] {
  const pieces = compound.split(/([./-])/);
  const parts = Math.min((pieces.length + 1) / 2, MAX_PARTS);
  const found: string[] = [];
  for (let from = 0; from < parts; from += 1) {
    for (let to = from + 2; to <= parts; to += 1) {
      found.push(pieces.slice(2 * from, 2 * to - 1).join(''));
    }
  }
  return found;
}

/**
 * Index tokens: every syllable folded, every two neighbours joined (`cong_van`), so that a phrase finds the phrase; of numbers and
 * symbols also every run of their parts.
 * @example indexTokens('Công văn') // ['cong', 'van', 'cong_van']
 * @example indexTokens('121/PNV') // ['121', 'pnv', '121/pnv', '121_pnv']
 */
export function indexTokens(text: string): string[] {
  const found = words(text);
  const syllables = found.flatMap((word) => word.split(SEPARATOR));
  const compounds = found.filter((word) => SEPARATOR.test(word));
  const pairs = syllables.slice(1).map((word, index) => `${syllables[index]}_${word}`);
  const tokens = [...syllables, ...compounds.flatMap(runs), ...compounds, ...pairs];
  return [...new Set(tokens.map((token) => token.slice(0, MAX_TOKEN)))];
}

/**
 * Tokens of a query, all of which must occur: numbers and symbols whole, of plain words the joined neighbours (a word that stands
 * alone by itself).
 * @example queryTokens('cong van 121/PNV') // ['cong_van', '121/pnv']
 */
export function queryTokens(query: string): string[] {
  const found = words(query);
  const tokens = found.flatMap((word, index) => {
    const next = found[index + 1];
    if (SEPARATOR.test(word)) {
      return [word];
    }
    if (next !== undefined && !SEPARATOR.test(next)) {
      return [`${word}_${next}`];
    }
    const before = found[index - 1];
    return before === undefined || SEPARATOR.test(before) ? [word] : [];
  });
  return [...new Set(tokens.map((token) => token.slice(0, MAX_TOKEN)))];
}
