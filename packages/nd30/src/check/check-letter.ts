import type { Letter } from '../letter.ts';
import { BODY_RULES } from './body-rules.ts';
import { FOOT_RULES } from './foot-rules.ts';
import { HEAD_RULES } from './head-rules.ts';
import type { CheckOptions, Hit, LetterRule, RuleWithSearch } from './rule.ts';
import { TEXT_RULES } from './text-rules.ts';

export type { CheckOptions, LetterFix, LetterRule } from './rule.ts';

/** One thing a rule found. A finding that can be put right by itself carries `fix`. */
export interface LetterFinding extends LetterRule, Hit {}

/** In reading order of the page; the rule that adds a line of recipients comes last, since it moves the places behind it. */
const RULES: readonly RuleWithSearch[] = [...HEAD_RULES, ...TEXT_RULES, ...BODY_RULES, ...FOOT_RULES];

/** Every rule there is: those without a finding are kept. */
export const LETTER_RULES: readonly LetterRule[] = RULES.map(({ find: _, ...facts }) => facts);

const MAX_FINDINGS = 1_000;
/** A fix may uncover another finding (a symbol first put in form, then of the right type). */
const MAX_ROUNDS = 4;

/**
 * Format check of Decree 30/2020 over a valid letter (see `assertLetter`): what stands where, what should, by which clause, and
 * how to put it right. The letter is not changed.
 * @example checkLetter(letter).filter((finding) => finding.severity === 'error')
 */
export function checkLetter(letter: Letter, options: CheckOptions = {}): LetterFinding[] {
  return RULES.flatMap(({ find, ...facts }) => find(letter, options).map((hit) => ({ ...facts, ...hit }))).slice(
    0,
    MAX_FINDINGS,
  );
}

/**
 * Applies every fix, or those of the named codes, until none is left.
 * @example const better = fixLetter(letter, { codes: ['citation.spacing'] })
 */
export function fixLetter(letter: Letter, options: CheckOptions & { codes?: readonly string[] } = {}): Letter {
  const { codes, ...rest } = options;
  let fixed = letter;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fixes = checkLetter(fixed, rest).filter(
      ({ code, fix }) => fix !== undefined && (codes === undefined || codes.includes(code)),
    );
    if (fixes.length === 0) {
      break;
    }
    fixed = fixes.reduce((current, finding) => finding.fix?.(current) ?? current, fixed);
  }
  return fixed;
}
