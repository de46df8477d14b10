import { asWritten } from '../words/fold.ts';
import { likenessOf } from '../words/likeness.ts';
import { finding, quote, type Rule } from './rule.ts';
import { isStranger } from './standing.ts';

/** How much of what the wording says is believed, and at most: it never decides alone, for either side. */
const [BELIEVED, MOST] = [0.6, 2];
const PAIR = /^\S+ \S+$/u;
/** From here on the reader is told which words. */
const TOLD = 0.8;

/** What the wording of a stranger's letter counts. */
export function weightOfWording(score: number): number {
  return Number(Math.max(-MOST, Math.min(MOST, BELIEVED * score)).toFixed(3));
}

/** Whether a stranger writes like lures or like honest letters. */
export const wordingLike: Rule = (facts) => {
  if (!isStranger(facts)) {
    return [];
  }
  const { score, telling } = likenessOf(facts.written);
  const weight = weightOfWording(score);
  if (weight <= 0) {
    return [{ sign: 'wording_plain', weight }];
  }
  // A pair that stands apart in the letter, or across its lines, would quote what nobody wrote.
  const pairs = telling.map((word) => asWritten(facts.written, word)).filter((pair) => PAIR.test(pair));
  const words = pairs.map((pair) => `"${quote(pair)}"`);
  const text = `Cách viết giống thư lừa đảo hơn thư thường: ${words.join(', ')}.`;
  return weight >= TOLD && words.length > 0
    ? [{ sign: 'wording_lure', weight, finding: finding('LURE', 'note', text) }]
    : [{ sign: 'wording_lure', weight }];
};
