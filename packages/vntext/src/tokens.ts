import { foldAccents } from './accents.ts';

const WORD = /[\p{L}\p{N}]+(?:[./-][\p{L}\p{N}]+)*/gu;
const MAX_TOKEN = 80;

function syllables(text: string): string[] {
  const found = text.normalize('NFC').toLowerCase().match(WORD) ?? [];
  return found
    .flatMap((word) => (/[./-]/.test(word) ? [word, ...word.split(/[./-]/)] : [word]))
    .map((word) => word.slice(0, MAX_TOKEN));
}

/**
 * Index tokens: every syllable folded, every two neighbours joined (`cong_van`), so that a phrase finds the phrase.
 * @example indexTokens('Công văn') // ['cong', 'van', 'cong_van']
 */
export function indexTokens(text: string): string[] {
  const words = syllables(text).map(foldAccents);
  const tokens = new Set(words);
  for (let index = 1; index < words.length; index += 1) {
    tokens.add(`${words[index - 1]}_${words[index]}`);
  }
  return [...tokens];
}

/** Tokens of a query: the joined neighbours when there are several syllables, otherwise the syllable. All must occur. */
export function queryTokens(query: string): string[] {
  const found = query.normalize('NFC').toLowerCase().match(WORD) ?? [];
  const words = found.map((word) => foldAccents(word).slice(0, MAX_TOKEN));
  if (words.length < 2) {
    return words;
  }
  return words
    .slice(1)
    .map((word, index) => (/[./-]/.test(`${words[index]}${word}`) ? word : `${words[index]}_${word}`));
}
