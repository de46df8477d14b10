import type { Facts } from '../facts.ts';
import type { Act, ActSign } from '../words/act.ts';
import { ACTS, isAct, sentencesOf } from '../words/acts.ts';
import { foldWords } from '../words/fold.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isAuthenticOffice, isStranger } from './standing.ts';
import { isMadeUp } from './stranger-links.ts';

/** What alone is worth a sentence to the reader. */
const TOLD: ReadonlySet<ActSign> = new Set([
  'act_secret',
  'act_identity',
  'act_staff',
  'act_pay',
  'act_new_account',
  'act_cards',
  'act_secrecy',
  'act_install',
  'act_bypass',
  'act_program',
  'act_sign_in',
  'act_office_account',
  'act_advance',
]);
const GRAVE: ReadonlySet<ActSign> = new Set([
  'act_secret',
  'act_pay',
  'act_new_account',
  'act_cards',
  'act_identity',
  'act_bypass',
  'act_program',
  'act_advance',
]);
/** Acts that together make a demand: three of them are seldom met in the first letter of an honest sender. */
const MANY = 3;
/** Said in honest letters too: a sum that is due, what happens when it is not paid. */
const FAINT: ReadonlySet<ActSign> = new Set(['act_amount', 'act_loss']);

/** What an agency may ask of another. */
const OFFICIAL: ReadonlySet<ActSign> = new Set(['act_identity', 'act_staff', 'act_reply_here']);

interface SeenAct {
  act: Act;
  /** The sentence as it stands in the mail. */
  written: string;
}

const known = new WeakMap<Facts, SeenAct[]>();

/** What the letter asks for, with the sentence that asks. */
export function actsOf(facts: Facts): SeenAct[] {
  const before = known.get(facts);
  if (before !== undefined) {
    return before;
  }
  const sentences = sentencesOf(facts.written).map((written) => ({ written, folded: foldWords(written).words }));
  const whole = sentences.map(({ folded }) => folded).join('');
  const found = ACTS.flatMap((act) => {
    const sentence = sentences.find(({ folded }) => isAct(act, folded, whole));
    return sentence === undefined ? [] : [{ act, written: sentence.written }];
  });
  known.set(facts, found);
  return found;
}

/** What somebody who never wrote before asks his reader to do, in his own words. */
export const acts: Rule = (facts) => {
  if (!isStranger(facts)) {
    return [];
  }
  const isOffice = isAuthenticOffice(facts) && !facts.links.some(({ realHost }) => isMadeUp(realHost));
  const asked = actsOf(facts).filter(({ act: { sign } }) => !(isOffice && OFFICIAL.has(sign)));
  const seen = asked.map(({ act: { sign, name }, written }): Seen => {
    const text = `Người lạ đề nghị ${name}: "${quote(written)}".`;
    const level = GRAVE.has(sign) ? 'strong' : 'note';
    return TOLD.has(sign) ? { sign, finding: finding('LURE', level, text, written) } : { sign };
  });
  if (seen.filter(({ sign }) => !FAINT.has(sign as ActSign)).length >= MANY) {
    seen.push({ sign: 'acts_many' });
  }
  return seen;
};
