import type { AxisMessageType } from '../types.ts';
import { seededRandom } from './random.ts';
import type { AxisKind, FaultAction, FaultMatch, FaultRule } from './types.ts';

/** What is known of a request or a delivery; codes are those of {@link AgencyBook.keyOf}. */
export interface Facts {
  axis: AxisKind;
  call: string;
  from?: readonly string[];
  to?: readonly string[];
  kind?: AxisMessageType;
}

const DELIVERY_ACTIONS: ReadonlySet<FaultAction> = new Set(['duplicate', 'reorder', 'delay', 'lose']);

interface LiveRule {
  rule: FaultRule;
  matched: number;
  done: number;
  random: () => number;
}

type Verdict = 'yes' | 'no' | 'unknown';

function compare(
  wanted: string | undefined,
  known: readonly string[] | undefined,
  keyOf: (code: string) => string,
): Verdict {
  if (wanted === undefined) {
    return 'yes';
  }
  return known === undefined ? 'unknown' : known.includes(keyOf(wanted)) ? 'yes' : 'no';
}

/**
 * Which faults meet a request. Each rule counts what it matches, and draws its chances from a generator of its own: the order of
 * requests alone decides, not what other rules do.
 */
export class FaultEngine {
  #rules: LiveRule[] = [];
  readonly #seed: number;
  readonly #keyOf: (code: string) => string;

  constructor(seed: number, keyOf: (code: string) => string) {
    this.#seed = seed;
    this.#keyOf = keyOf;
  }

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule, index) => ({
      rule,
      matched: 0,
      done: 0,
      random: seededRandom(this.#seed * 7919 + index * 104_729 + 1),
    }));
  }

  get rules(): FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** How often each rule took effect, in the order of the rules. */
  get hits(): number[] {
    return this.#rules.map(({ done }) => done);
  }

  /**
   * Faults of a request. Those that ask for something not known before the body is read are left in `undecided` and asked again
   * with it.
   */
  ofRequest(facts: Facts, among?: readonly FaultRule[]): { faults: FaultRule[]; undecided: FaultRule[] } {
    const faults: FaultRule[] = [];
    const undecided: FaultRule[] = [];
    for (const live of this.#rules) {
      if (DELIVERY_ACTIONS.has(live.rule.do) || (among !== undefined && !among.includes(live.rule))) {
        continue;
      }
      const verdict = this.#judge(live.rule.match, facts);
      if (verdict === 'unknown') {
        undecided.push(live.rule);
      } else if (verdict === 'yes' && this.#isDue(live)) {
        faults.push(live.rule);
      }
    }
    return { faults, undecided };
  }

  ofDelivery(facts: Facts): FaultRule[] {
    return this.#rules
      .filter((live) => DELIVERY_ACTIONS.has(live.rule.do) && this.#judge(live.rule.match, facts) === 'yes')
      .filter((live) => this.#isDue(live))
      .map(({ rule }) => rule);
  }

  #judge(match: FaultMatch, facts: Facts): Verdict {
    const isCall = match.call === undefined || match.call.toLowerCase() === facts.call.toLowerCase();
    if (!isCall || (match.axis !== undefined && match.axis !== facts.axis)) {
      return 'no';
    }
    const verdicts = [
      compare(match.from, facts.from, this.#keyOf),
      compare(match.to, facts.to, this.#keyOf),
      match.kind === undefined || match.kind === facts.kind ? 'yes' : facts.kind === undefined ? 'unknown' : 'no',
    ];
    return verdicts.includes('no') ? 'no' : verdicts.includes('unknown') ? 'unknown' : 'yes';
  }

  #isDue(live: LiveRule): boolean {
    const { nth, every, chance } = live.rule.match;
    live.matched += 1;
    const numbers = nth === undefined ? undefined : typeof nth === 'number' ? [nth] : nth;
    const isDue =
      (numbers === undefined || numbers.includes(live.matched)) &&
      (every === undefined || live.matched % every === 0) &&
      (chance === undefined || live.random() < chance) &&
      (live.rule.times === undefined || live.done < live.rule.times);
    live.done += isDue ? 1 : 0;
    return isDue;
  }
}
