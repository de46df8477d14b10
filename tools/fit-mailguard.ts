// Fits the wording of strangers' letters (`packages/mailguard/src/words/likeness-table.ts`) and says what it is worth on sets it was not
// fitted on. Letters that are only measured are left out.
//   node tools/fit-mailguard.ts           leave one set out: recall and false warnings with and without the table
//   node tools/fit-mailguard.ts --write   the same, and the table is written
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gatherFacts } from '../packages/mailguard/src/facts.ts';
import { judgeMail, readMail, readQrCodes, signsOf } from '../packages/mailguard/src/index.ts';
import { weightOfWording } from '../packages/mailguard/src/rules/likeness.ts';
import { isStranger } from '../packages/mailguard/src/rules/standing.ts';
import { scoreOf, THRESHOLDS } from '../packages/mailguard/src/score/weights.ts';
import { wordingOf } from '../packages/mailguard/src/words/likeness.ts';
import { readFourthSet } from '../packages/mailguard/test/vietnamese/fourth.ts';
import { readFreshSet, readMoreSet, readVietnameseSet } from '../packages/mailguard/test/vietnamese/set.ts';
import { readThirdSet } from '../packages/mailguard/test/vietnamese/third.ts';

const TABLE = fileURLToPath(new URL('../packages/mailguard/src/words/likeness-table.ts', import.meta.url));
/** A word of fewer letters than this is of one writer; the penalty keeps the rest small. */
const [FEWEST_LETTERS, PENALTY, STEPS, RATE] = [5, 0.5, 250, 0.05];
/** Weights below this tell nothing. */
const SMALLEST = 0.05;

interface Letter {
  set: string;
  isLure: boolean;
  isStranger: boolean;
  isBlocked: boolean;
  words: string[];
  /** What all other signs count. */
  weights: number[];
}

async function readLetters(): Promise<Letter[]> {
  const mails = [...readVietnameseSet(), ...readFreshSet(), ...readMoreSet(), ...readThirdSet(), ...readFourthSet()];
  const open = mails.filter(({ half }) => half !== 'test');
  return Promise.all(
    open.map(async ({ half, kind, raw, context }) => {
      const mail = await readMail(raw);
      const qrCodes = await readQrCodes(mail);
      const facts = gatherFacts(mail, context, qrCodes);
      const signs = signsOf(mail, context, qrCodes);
      return {
        set: half.replace(/^third-.*/, 'third'),
        isLure: kind === 'phishing',
        isStranger: isStranger(facts),
        isBlocked: judgeMail(mail, context, qrCodes).findings[0]?.level === 'block',
        words: wordingOf(facts.written),
        weights: signs.filter(([sign]) => !sign.startsWith('wording_')).map(([, weight]) => weight),
      };
    }),
  );
}

interface Model {
  bias: number;
  weights: Map<string, number>;
}

/** Which words of the vocabulary a letter has, and how much each of them counts in it. */
interface Row {
  at: number[];
  share: number;
  isLure: boolean;
}

function rowsOf(letters: readonly Letter[]): { names: string[]; rows: Row[] } {
  const count = new Map<string, number>();
  for (const word of letters.flatMap(({ words }) => words)) {
    count.set(word, (count.get(word) ?? 0) + 1);
  }
  const names = [...count].filter(([, seen]) => seen >= FEWEST_LETTERS).map(([word]) => word);
  const places = new Map(names.map((word, at) => [word, at]));
  const rows = letters.map(({ words, isLure }) => {
    const at = words.flatMap((word) => places.get(word) ?? []);
    return { at, share: 1 / Math.sqrt(Math.max(1, at.length)), isLure };
  });
  return { names, rows };
}

/** What one step of the descent sees: the slope for every word, the last one for the bias. */
function slopeOf(rows: readonly Row[], weights: Float64Array): Float64Array {
  const last = weights.length - 1;
  const slope = weights.map((weight, at) => (at === last ? 0 : PENALTY * weight));
  for (const { at, share, isLure } of rows) {
    const sum = at.reduce((total, place) => total + (weights[place] ?? 0), 0);
    const error = 1 / (1 + Math.exp(-(sum * share + (weights[last] ?? 0)))) - (isLure ? 1 : 0);
    for (const place of at) {
      slope[place] = (slope[place] ?? 0) + error * share;
    }
    slope[last] = (slope[last] ?? 0) + error;
  }
  return slope.map((value) => value / rows.length);
}

/** Logistic regression, by a descent with moments (Adam): the same letters give the same weights. */
function fitted(letters: readonly Letter[]): Model {
  const { names, rows } = rowsOf(letters.filter(({ words }) => words.length > 0));
  const weights = new Float64Array(names.length + 1);
  const [mean, spread] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (let step = 1; step <= STEPS; step += 1) {
    const slope = slopeOf(rows, weights);
    for (const [at, value] of slope.entries()) {
      const moment = 0.9 * (mean[at] ?? 0) + 0.1 * value;
      const square = 0.999 * (spread[at] ?? 0) + 0.001 * value * value;
      [mean[at], spread[at]] = [moment, square];
      const by = moment / (1 - 0.9 ** step) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-8);
      weights[at] = (weights[at] ?? 0) - RATE * by;
    }
  }
  const rounded = names.map((word, at): [string, number] => [word, Math.round((weights[at] ?? 0) * 20) / 20]);
  const told = rounded.filter(([, weight]) => Math.abs(weight) >= SMALLEST);
  return { bias: Number((weights.at(-1) ?? 0).toFixed(2)), weights: new Map(told) };
}

function scoreBy({ bias, weights }: Model, words: readonly string[]): number {
  const known = words.flatMap((word) => weights.get(word) ?? []);
  const sum = known.reduce((total, weight) => total + weight, 0);
  return known.length === 0 ? 0 : sum / Math.sqrt(known.length) + bias;
}

function isWarned(letter: Letter, model?: Model): boolean {
  const wording = model !== undefined && letter.isStranger ? [weightOfWording(scoreBy(model, letter.words))] : [];
  return letter.isBlocked || scoreOf([...letter.weights, ...wording]) >= THRESHOLDS.suspicious;
}

function counted(letters: readonly Letter[], model?: Model): string {
  const share = (isLure: boolean): string => {
    const of = letters.filter((letter) => letter.isLure === isLure);
    const warned = of.filter((letter) => isWarned(letter, model)).length;
    return `${warned}/${of.length} (${((100 * warned) / of.length).toFixed(1)} %)`;
  };
  return `lừa ${share(true)}, thường ${share(false)}`;
}

function write({ bias, weights }: Model): void {
  const groups = new Map<number, string[]>();
  for (const [word, weight] of weights) {
    groups.set(weight, [...(groups.get(weight) ?? []), word]);
  }
  const lines = [...groups]
    .toSorted(([left], [right]) => right - left)
    .map(([weight, words]) => `  [${weight}, '${words.toSorted().join(',')}'],`);
  const text = [
    '// Generated by `node tools/fit-mailguard.ts --write`: folded syllables and pairs by what they count.',
    `export const BIAS_OF_WORDS = ${bias};`,
    'export const WORDS_BY_WEIGHT: readonly (readonly [number, string])[] = [',
    ...lines,
    '];',
    '',
  ];
  writeFileSync(TABLE, text.join('\n'));
}

const letters = await readLetters();
const strangers = letters.filter((letter) => letter.isStranger);
for (const set of new Set(letters.map((letter) => letter.set))) {
  const left = letters.filter((letter) => letter.set === set);
  const model = fitted(strangers.filter((letter) => letter.set !== set));
  console.log(`${set}: không xét lời văn ${counted(left)}; có xét ${counted(left, model)}`);
}
if (process.argv.includes('--write')) {
  const model = fitted(strangers);
  write(model);
  console.log(`${model.weights.size} chữ và cặp chữ, ${strangers.length} thư`);
}
