import { countedOf } from './counted.ts';
import { GROUPS, type Group, groupOf } from './groups.ts';
import { BIAS_BY_KIND, BIAS_FOREIGN, GROUP_WEIGHTS } from './model-table.ts';
import type { SenderKind, Sign } from './weights.ts';

/** From here on a mail is shown with a warning, or is kept back. */
export const THRESHOLDS = { suspicious: 0.5, phishing: 0.75 } as const;

/** One kind of evidence says no more than this: many rules that see the same thing are one reason. */
export const MOST_OF_GROUP = 5;

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

/**
 * What was fitted is fitted on letters to offices here. Those of strangers in other languages come from anywhere, so what such signs are
 * worth by themselves has a voice of its own.
 */
const OF_COUNTED = 1 / 3;

export function meanOf(fitted: number, counted: number): number {
  return (1 - OF_COUNTED) * fitted + OF_COUNTED * counted;
}

/** Who sends, and in which language. */
export interface Standing {
  kind: SenderKind;
  isForeign: boolean;
}

function logOddsOf(signs: readonly (readonly [Sign, number])[], { kind, isForeign }: Standing): number {
  const { groups, plain } = voicesOf(signs);
  const start = BIAS_BY_KIND[kind] + plain;
  const fitted = GROUPS.reduce((sum, group, at) => sum + GROUP_WEIGHTS[group] * (groups[at] ?? 0), start);
  return isForeign && kind === 'stranger' ? meanOf(fitted, countedOf(signs)) + BIAS_FOREIGN : fitted;
}

/** Probability by the signs; a sure finding is judged outside. */
export function scoreOf(signs: readonly (readonly [Sign, number])[], standing: Standing): number {
  return 1 / (1 + Math.exp(-logOddsOf(signs, standing)));
}
