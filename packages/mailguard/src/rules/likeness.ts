import { asWritten } from '../words/fold.ts';
import { likenessOf } from '../words/likeness.ts';
import { finding, quote, type Rule } from './rule.ts';

const PAIR = /^\S+ \S+$/u;
/** From here on the reader is told which words. */
const TOLD = 0.3;

/** Whether a letter is worded like lures or like honest letters. How much of it is believed is fitted (../score/model-table.ts). */
export const wordingLike: Rule = (facts) => {
  const { score, telling } = likenessOf(facts.written, facts.isForeign);
  const weight = Number(score.toFixed(3));
  if (weight <= 0) {
    return [{ sign: 'wording_plain', weight }];
  }
  // A pair that stands apart in the letter, or across its lines, would quote what nobody wrote.
  const pairs = telling.map((word) => asWritten(facts.written, word)).filter((pair) => PAIR.test(pair));
  const words = pairs.map((pair) => `"${quote(pair)}"`);
  const shown = words.length === 0 ? '' : `: ${words.join(', ')}`;
  const text = `Cách viết giống thư lừa đảo hơn thư thường${shown}.`;
  return weight >= TOLD
    ? [{ sign: 'wording_lure', weight, aside: finding('LURE', 'note', text) }]
    : [{ sign: 'wording_lure', weight }];
};
