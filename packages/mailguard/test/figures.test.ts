import { expect, test } from 'vitest';
import { inspectMail, THRESHOLDS } from '../src/index.ts';
import { readDressedSet } from './vietnamese/fourth.ts';
import { readFreshSet, readVietnameseSet } from './vietnamese/set.ts';
import { readThirdSet } from './vietnamese/third.ts';

/** Sets by hand of others, and the one of whoever wrote rules (`fresh`). */
const SETS = {
  frozen: readVietnameseSet,
  fresh: readFreshSet,
  third: readThirdSet,
  fourth: () => readDressedSet('fourth'),
  hands: () => (['hand-a', 'hand-b', 'hand-c', 'hand-d', 'hand-e'] as const).flatMap(readDressedSet),
  opened: () => (['fifth', 'sixth', 'seventh'] as const).flatMap(readDressedSet),
  foreign: () => (['foreign-a', 'foreign-b', 'foreign-c'] as const).flatMap(readDressedSet),
} as const;

/** What each half has to keep: forged letters warned of at least, ordinary ones at most. */
const GOALS: Readonly<Record<keyof typeof SETS, Readonly<Record<string, readonly [number, number]>>>> = {
  frozen: { tune: [0.97, 0.01], test: [0.95, 0.01] },
  fresh: { fresh: [0.96, 0.01] },
  third: { 'third-open': [0.96, 0.01], 'third-closed': [0.97, 0.01] },
  fourth: { fourth: [0.97, 0.01] },
  hands: {
    'hand-a': [0.94, 0.01],
    'hand-b': [0.9, 0.01],
    'hand-c': [0.9, 0.01],
    'hand-d': [0.76, 0.01],
    'hand-e': [0.9, 0.03],
  },
  opened: { fifth: [0.94, 0.02], sixth: [0.93, 0.01], seventh: [0.94, 0.01] },
  foreign: { 'foreign-a': [0.65, 0.01], 'foreign-b': [0.72, 0.01], 'foreign-c': [0.72, 0.02] },
};

/**
 * The frozen set, the third and the fourth one were written by others. Goal of the project: 95 % of the forged mails at 1 % of the ordinary
 * ones. It is kept on the half of the frozen set that nobody tunes on. The others were opened: on them it only guards against steps back, by what the letters themselves say;
 * letters that are kept back for a file (hand d has many) are not counted as found.
 */
test.each(Object.keys(SETS) as (keyof typeof SETS)[])(
  'the set %s: forged mails found, ordinary ones left alone, every warning with a reason',
  async (name) => {
    const judged = await Promise.all(
      SETS[name]().map(async ({ kind, half, raw, context }) => ({
        kind,
        half,
        ...(await inspectMail({ raw }, context, { withImages: true })),
      })),
    );
    for (const [half, [found, falsely]] of Object.entries(GOALS[name])) {
      const shareWarned = (kind: string): number => {
        const mails = judged.filter((mail) => mail.kind === kind && mail.half === half);
        return (
          mails.filter(({ held, score }) => (held?.letterScore ?? score) >= THRESHOLDS.suspicious).length / mails.length
        );
      };
      expect(shareWarned('phishing'), half).toBeGreaterThanOrEqual(found);
      expect(shareWarned('ordinary'), half).toBeLessThanOrEqual(falsely);
    }
    const warned = judged.filter(({ verdict }) => verdict !== 'ordinary');
    expect(warned.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
  },
  180_000,
);
