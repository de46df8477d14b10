import { foldWords } from './fold.ts';
import { BIAS_OF_WORDS as FOREIGN_BIAS, WORDS_BY_WEIGHT as FOREIGN_WORDS } from './likeness-foreign-table.ts';
import { BIAS_OF_WORDS, WORDS_BY_WEIGHT } from './likeness-table.ts';

/*
 * How much the wording of a letter is like that of lures: a logistic regression over single syllables and pairs, fitted by
 * `tools/fit-mailguard.ts` on the letters that are open to whoever writes rules. It knows no addresses, names of hosts or
 * numbers, so that it reads how somebody writes and not from where. Letters in other languages have a table of their own.
 */

const ADDRESS =
  /(?:https?:\/\/|www\.)[^\s<>"')\]]{1,2000}|[^\s<>@]{1,64}@[^\s<>@]{1,100}|\b(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,20}(?:\/[^\s]{0,200})?/giu;
const LONGEST = 4_000;
/** Longer than any syllable of Vietnamese; words of other languages are cut to what tells them apart. */
const LONGEST_WORD = 12;

/** A text without addresses and names of hosts. */
export function withoutAddresses(text: string): string {
  return text.slice(0, LONGEST).replace(ADDRESS, ' , ');
}

/** Syllables of a text and pairs of them, each once, numbers as `#`; of a letter in English its words. */
export function wordingOf(text: string): string[] {
  const folded = foldWords(withoutAddresses(text)).words;
  const words: string[] = [];
  for (const word of folded.split(' ')) {
    if (/^\d+$/.test(word) && words.at(-1) !== '#') {
      words.push('#');
    } else if (word !== '' && !/\d|x{2}/.test(word)) {
      words.push(word.slice(0, LONGEST_WORD));
    }
  }
  const pairs = words.slice(1).map((word, at) => `${words[at]} ${word}`);
  return [...new Set([...words, ...pairs])];
}

interface Table {
  bias: number;
  weights: ReadonlyMap<string, number>;
}

function readTable(bias: number, byWeight: readonly (readonly [number, string])[]): Table {
  const weights = byWeight.flatMap(([weight, words]) =>
    words.split(',').map((word): [string, number] => [word, weight]),
  );
  return { bias, weights: new Map(weights) };
}

let vietnamese: Table | undefined;
let foreign: Table | undefined;

function tableOf(isForeign: boolean): Table {
  if (isForeign) {
    foreign ??= readTable(FOREIGN_BIAS, FOREIGN_WORDS);
    return foreign;
  }
  vietnamese ??= readTable(BIAS_OF_WORDS, WORDS_BY_WEIGHT);
  return vietnamese;
}

export interface Likeness {
  /** Log-odds, bounded; 0 for a text whose words say nothing. */
  score: number;
  /** The pairs that say most for a lure, folded. */
  telling: string[];
}

const MOST_TOLD = 3;
/** The most that wording says, for either side. */
export const MOST_OF_WORDING = 5;

/**
 * Log-odds by the wording alone; of a letter in another language by the words of such letters.
 * @example likenessOf('Xác minh tài khoản ngay để tránh bị khóa').score > 0 // true
 */
export function likenessOf(text: string, isForeign = false): Likeness {
  const { bias, weights } = tableOf(isForeign);
  const known = wordingOf(text).flatMap((word): [string, number][] => {
    const weight = weights.get(word);
    return weight === undefined ? [] : [[word, weight]];
  });
  if (known.length === 0) {
    return { score: 0, telling: [] };
  }
  const sum = known.reduce((total, [, weight]) => total + weight, 0);
  const telling = known
    .filter(([word, weight]) => weight > 0 && word.includes(' ') && !word.includes('#'))
    .toSorted((left, right) => right[1] - left[1])
    .slice(0, MOST_TOLD)
    .map(([word]) => word);
  const score = sum / Math.sqrt(known.length) + bias;
  return { score: Math.max(-MOST_OF_WORDING, Math.min(MOST_OF_WORDING, score)), telling };
}
