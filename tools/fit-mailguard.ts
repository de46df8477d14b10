// Fits the wording of letters (`packages/mailguard/src/words/likeness-table.ts`) and what kinds of evidence and plain facts count
// (`packages/mailguard/src/score/model-table.ts`), and says what both are worth on hands they were not fitted on. Letters that are only
// measured are left out. Takes some minutes.
//   node tools/fit-mailguard.ts           leave one hand out: how many lures are found at 0.5, 1, 2 and 3 % of the ordinary letters
//   node tools/fit-mailguard.ts --write   the same, and the tables are written
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GROUPS } from '../packages/mailguard/src/score/groups.ts';
import { MOST_OF_GROUP, meanOf } from '../packages/mailguard/src/score/score.ts';
import type { SenderKind } from '../packages/mailguard/src/score/weights.ts';
import { MOST_OF_WORDING } from '../packages/mailguard/src/words/likeness.ts';
import { type Column, logistic, type Row } from './logistic.ts';
import { type Letter, readLetters } from './mailguard-letters.ts';

/** The figures are what this program is run for. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const place = (path: string): string => fileURLToPath(new URL(`../packages/mailguard/src/${path}`, import.meta.url));

/** A word of fewer letters, or of one hand only, tells of its writer; smaller weights tell nothing. */
const [FEWEST_LETTERS, FEWEST_HANDS, SMALLEST] = [3, 2, 0.1];
const OF_WORDS = { penalty: 0.2, steps: 250, rate: 0.05 };
const OF_MODEL = { penalty: 5, steps: 4_000, rate: 0.02 };
/** Kinds of evidence that are seldom met keep near a part of what was set by hand. */
const [OF_GROUP, TOWARD] = [20, 0.6];
/** Taken accounts are the rarest and cost the most: what tells of them is held near its full value, which costs nothing on hands left out. */
const [OF_KNOWN, TOWARD_KNOWN] = [75, 1.2];
const OF_KIND = 0.5;
/** Sums of rules and wording are some times as large as plain facts. */
const SCALE = 0.5;
const KINDS: readonly SenderKind[] = ['stranger', 'known', 'other'];
/** Share of the ordinary letters without a sure finding that may be warned of, on hands that are left out. */
const FALSELY = 0.01;

interface Wording {
  bias: number;
  weights: ReadonlyMap<string, number>;
}

function vocabularyOf(letters: readonly Letter[]): Map<string, number> {
  const seen = new Map<string, { letters: number; hands: Set<string> }>();
  for (const { words, hand } of letters) {
    for (const word of words) {
      const entry = seen.get(word) ?? { letters: 0, hands: new Set() };
      entry.letters += 1;
      entry.hands.add(hand);
      seen.set(word, entry);
    }
  }
  const told = [...seen].filter(([, { letters: of, hands }]) => of >= FEWEST_LETTERS && hands.size >= FEWEST_HANDS);
  return new Map(told.map(([word], at) => [word, at]));
}

function fitWording(letters: readonly Letter[]): Wording {
  const places = vocabularyOf(letters);
  const rows = letters.flatMap(({ words, isLure }): Row[] => {
    const at = words.flatMap((word) => places.get(word) ?? []);
    const share = 1 / Math.sqrt(Math.max(1, at.length));
    return at.length === 0 ? [] : [{ at: [...at, places.size], by: [...at.map(() => share), 1], isTrue: isLure }];
  });
  const columns: Column[] = [...places].map(() => ({ penalty: OF_WORDS.penalty }));
  const fitted = logistic(rows, [...columns, { penalty: 0 }], OF_WORDS);
  const rounded = [...places].map(([word, at]): [string, number] => [word, Math.round((fitted[at] ?? 0) * 20) / 20]);
  const told = rounded.filter(([, weight]) => Math.abs(weight) >= SMALLEST);
  return { bias: Number((fitted[places.size] ?? 0).toFixed(2)), weights: new Map(told) };
}

function wordingBy({ bias, weights }: Wording, words: readonly string[]): number {
  const known = words.flatMap((word) => weights.get(word) ?? []);
  const sum = known.reduce((total, weight) => total + weight, 0);
  const score = known.length === 0 ? 0 : sum / Math.sqrt(known.length) + bias;
  return Math.max(-MOST_OF_WORDING, Math.min(MOST_OF_WORDING, score));
}

/** A letter as the model sees it: kinds of evidence, wording, plain facts, who sends. */
function seenBy({ unseen, traits, kind, isLure }: Letter, wording: number): Row {
  const groups = (unseen?.groups ?? []).map((sum) => Math.max(-MOST_OF_GROUP, Math.min(MOST_OF_GROUP, sum)) * SCALE);
  const by = [...groups, wording * SCALE, ...traits.values(), ...KINDS.map((each) => Number(each === kind))];
  return { at: by.map((_, at) => at), by, isTrue: isLure };
}

function columnsOf({ traits }: Letter): Column[] {
  const { penalty } = OF_MODEL;
  return [
    ...GROUPS.map((group): Column => {
      const [held, toward] = group === 'known' ? [OF_KNOWN, TOWARD_KNOWN] : [OF_GROUP, TOWARD];
      return group === 'wording' ? { penalty, only: 'plus' } : { penalty: held, toward, only: 'plus' };
    }),
    // A fact that costs nothing may speak against a letter and never for it.
    ...[...traits.keys()].map((): Column => ({ penalty, only: 'plus' })),
    ...KINDS.map((): Column => ({ penalty: OF_KIND })),
  ];
}

const sumOf = ({ by }: Row, weights: Float64Array): number =>
  by.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);

interface Left {
  letter: Letter;
  score: number;
}

/** How many lures are found where so many ordinary letters are warned of. */
function foundAt(left: readonly Left[], share: number): number {
  const scores = (isLure: boolean): number[] =>
    left.filter(({ letter }) => letter.isLure === isLure).map(({ score }) => score);
  const bound = boundAt(left, share);
  return scores(true).filter((score) => score > bound).length / scores(true).length;
}

/** A letter that a sure finding stops is stopped at any bound: it says nothing of where the bound has to be. */
function boundAt(left: readonly Left[], share: number): number {
  const ordinary = left
    .filter(({ letter: { isLure, unseen } }) => !isLure && unseen?.isBlocked === false)
    .map(({ score }) => score);
  return ordinary.toSorted((one, other) => other - one)[Math.floor(share * ordinary.length)] ?? 0;
}

const said = (left: readonly Left[]): string =>
  [0.005, 0.01, 0.02, 0.03].map((share) => `${(100 * foundAt(left, share)).toFixed(1)} %`).join(', ');

const open = await readLetters();
/** Hands that write in other languages than Vietnamese: their letters say nothing of the words of the others. */
const FOREIGN_HAND = /^(?:foreign|world)-/;
const letters = open.filter(({ hand }) => !FOREIGN_HAND.test(hand));
const judged = letters.filter(({ unseen }) => unseen !== undefined);
const hands = [...new Set(letters.map(({ hand }) => hand))];
const [first] = judged;
if (first === undefined) {
  throw new Error('no letter that the rules were tried on before it was read');
}
const columns = columnsOf(first);

/** Wording of each letter by what was fitted without its hand, and without another one where that is measured. */
const fittedWithout = new Map<string, Wording>();
function wordingWithout(letter: Letter, left?: string): number {
  const key = [...new Set([letter.hand, left ?? letter.hand])].toSorted().join(' ');
  const wording = fittedWithout.get(key) ?? fitWording(letters.filter(({ hand }) => !key.split(' ').includes(hand)));
  fittedWithout.set(key, wording);
  return wordingBy(wording, letter.words);
}

function fitModel(without?: string): Float64Array {
  const rows = judged
    .filter(({ hand, unseen }) => hand !== without && unseen?.isBlocked === false)
    .map((letter) => seenBy(letter, wordingWithout(letter, without)));
  return logistic(rows, columns, OF_MODEL);
}

const all: Left[] = [];
for (const hand of hands.filter((each) => judged.some((letter) => letter.hand === each))) {
  const model = fitModel(hand);
  const left = judged
    .filter((letter) => letter.hand === hand)
    .map((letter) => ({
      letter,
      score: letter.unseen?.isBlocked === true ? 99 : sumOf(seenBy(letter, wordingWithout(letter)), model),
    }));
  all.push(...left);
  say(`${hand}: ${said(left)}`);
}
for (const share of [0.005, 0.01, FALSELY, 0.02, 0.03]) {
  say(
    `ngưỡng cho ${100 * share} %: ${boundAt(all, share).toFixed(2)}, bắt ${(100 * foundAt(all, share)).toFixed(1)} %`,
  );
}
const bound = boundAt(all, FALSELY);
const ofHand = (hand: string, isLure: boolean): string => {
  const of = all.filter(({ letter }) => letter.hand === hand && letter.isLure === isLure);
  return `${of.filter(({ score }) => score > bound).length}/${of.length}`;
};
say(`tất cả: ${said(all)}; ở một ngưỡng chung cho ${100 * FALSELY} %:`);
say(hands.map((hand) => `${hand} ${ofHand(hand, true)}; ${ofHand(hand, false)}`).join('\n'));

/**
 * Letters in other languages, of any hand, are read by their own words; the rest is fitted on the others. The bound for them is that of strangers: of whoever
 * is known no honest letter came near it.
 */
const foreign = open.filter(({ isForeign }) => isForeign);
const model = fitModel();
const ofForeign = foreign
  .filter(({ hand }) => FOREIGN_HAND.test(hand))
  .map((letter): Left => {
    const key = `foreign without ${letter.hand}`;
    const wording = fittedWithout.get(key) ?? fitWording(foreign.filter(({ hand }) => hand !== letter.hand));
    fittedWithout.set(key, wording);
    const score = meanOf(sumOf(seenBy(letter, wordingBy(wording, letter.words)), model) - bound, letter.counted);
    return { letter, score: letter.unseen?.isBlocked === true ? 99 : score };
  });
const foreignBound = boundAt(ofForeign, FALSELY);
say(
  `tiếng nước ngoài (${foreign.length} thư): ${said(ofForeign)}; ngưỡng cho ${100 * FALSELY} %: ${foreignBound.toFixed(2)}`,
);

function writeWording({ bias, weights }: Wording, file: string, of: readonly Letter[]): void {
  const groups = new Map<number, string[]>();
  for (const [word, weight] of weights) {
    groups.set(weight, [...(groups.get(weight) ?? []), word]);
  }
  const lines = [...groups]
    .toSorted(([left], [right]) => right - left)
    .map(([weight, words]) => `  [${weight}, '${words.toSorted().join(',')}'],`);
  const head = [
    '// Generated by `node tools/fit-mailguard.ts --write`: folded syllables and pairs by what they count.',
    `export const BIAS_OF_WORDS = ${bias};`,
    'export const WORDS_BY_WEIGHT: readonly (readonly [number, string])[] = [',
  ];
  writeFileSync(place(`words/${file}`), [...head, ...lines, '];', ''].join('\n'));
  say(`${weights.size} chữ và cặp chữ, ${of.length} thư`);
}

function writeModel(): void {
  const two = (value: number): number => Number(value.toFixed(2));
  const traits = [...(first?.traits.keys() ?? [])];
  const at = (from: number, names: readonly string[], of: (value: number) => number): string[] =>
    names.map((name, index) => `  ${name}: ${two(of(model[from + index] ?? 0))},`);
  const lines = [
    '// Generated by `node tools/fit-mailguard.ts --write`: what plain facts of a letter and the kinds of evidence count.',
    'export const TRAIT_WEIGHTS = {',
    ...at(GROUPS.length, traits, (value) => value),
    '} as const;',
    'export const GROUP_WEIGHTS = {',
    ...at(0, GROUPS, (value) => value * SCALE),
    '} as const;',
    '/** Of strangers who write in other languages: honest ones word their letters like lures more often. */',
    `export const BIAS_FOREIGN = ${two(-foreignBound)};`,
    `/** By who sends; 0 is where ${100 * FALSELY} % of the ordinary letters that no sure finding stops are warned of, of hands left out. */`,
    'export const BIAS_BY_KIND = {',
    ...at(GROUPS.length + traits.length, KINDS, (value) => value - bound),
    '} as const;',
    '',
  ];
  writeFileSync(place('score/model-table.ts'), lines.join('\n'));
}

if (process.argv.includes('--write')) {
  writeWording(fitWording(letters), 'likeness-table.ts', letters);
  writeWording(fitWording(foreign), 'likeness-foreign-table.ts', foreign);
  writeModel();
}
