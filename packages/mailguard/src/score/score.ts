import { GROUPS, type Group, groupOf } from './groups.ts';
import { BIAS_BY_KIND, BIAS_FOREIGN, GROUP_WEIGHTS } from './model-table.ts';
import type { SenderKind, Sign } from './weights.ts';

/** From here on a mail is shown with a warning, or is kept back. */
export const THRESHOLDS = { suspicious: 0.5, phishing: 0.75 } as const;

/** One kind of evidence says no more than this: many rules that see the same thing are one reason. */
export const MOST_OF_GROUP = 5;

/** Log-odds of a mail without any sign where nobody remembers senders; the signs are added as they are. */
const BIAS_UNREMEMBERED = -4.3;

/** What the kinds of evidence say, bounded, in the order of {@link GROUPS}, and what the plain facts add. */
export function voicesOf(signs: Iterable<readonly [Sign, number]>): { groups: number[]; plain: number } {
  const sums = new Map<Group, number>();
  let plain = 0;
  for (const [sign, weight] of signs) {
    const group = groupOf(sign);
    if (group === undefined) {
      plain += weight;
    } else {
      sums.set(group, (sums.get(group) ?? 0) + weight);
    }
  }
  const bounded = (sum: number): number => Math.max(-MOST_OF_GROUP, Math.min(MOST_OF_GROUP, sum));
  return { groups: GROUPS.map((group) => bounded(sums.get(group) ?? 0)), plain };
}

/** Who sends, in which language, and whether anybody remembers senders. */
export interface Standing {
  kind: SenderKind;
  isForeign: boolean;
  isRemembered: boolean;
}

function logOddsOf(signs: readonly (readonly [Sign, number])[], { kind, isForeign, isRemembered }: Standing): number {
  if (!isRemembered) {
    return signs.reduce((sum, [, weight]) => sum + weight, BIAS_UNREMEMBERED);
  }
  const { groups, plain } = voicesOf(signs);
  const bias = BIAS_BY_KIND[kind] + (isForeign && kind === 'stranger' ? BIAS_FOREIGN : 0);
  return GROUPS.reduce((sum, group, at) => sum + GROUP_WEIGHTS[group] * (groups[at] ?? 0), bias + plain);
}

/** Probability by the signs; a sure finding is judged outside. Without a record of senders nothing is fitted, and the signs add up. */
export function scoreOf(signs: readonly (readonly [Sign, number])[], standing: Standing): number {
  return 1 / (1 + Math.exp(-logOddsOf(signs, standing)));
}
