import { describe, expect, test } from 'vitest';
import { findStateSecret } from '../state-secret.ts';
import { inputOf, readCorpus, type Sample } from './corpus.testing.ts';

const { marked, clean, marked_by_hand, clean_by_hand } = readCorpus();
const HALVES = ['open', 'closed'] as const;

function shareStopped(samples: readonly Sample[], isStopped: (sample: Sample) => boolean): number {
  return samples.filter(isStopped).length / samples.length;
}

function guard(sample: Sample): boolean {
  return findStateSecret(inputOf(sample)).length > 0;
}

/** What somebody writes in an afternoon: the word, wherever it stands. */
function searchesWord({ value }: Sample): boolean {
  return /mật/i.test(value);
}

/** Only the three stamps as they are printed. */
function searchesStamp({ value }: Sample): boolean {
  return value.split('\n').some((line) => ['MẬT', 'TỐI MẬT', 'TUYỆT MẬT'].includes(line.trim()));
}

describe('the corpus of the guard of state secrets (T44)', () => {
  test('is large, mostly by hand where it must stop, of every place, and no sample says two things', () => {
    expect(marked.length).toBeGreaterThanOrEqual(200);
    expect(marked_by_hand).toBeGreaterThanOrEqual(200);
    expect(clean.length).toBeGreaterThanOrEqual(2_000);
    expect(clean_by_hand).toBeGreaterThanOrEqual(300);
    for (const samples of [marked, clean]) {
      expect(new Set(samples.map(({ kind }) => kind))).toEqual(
        new Set(['text', 'title', 'page', 'scan', 'name', 'declared']),
      );
    }
    const said = new Set(marked.map(({ kind, value }) => `${kind} ${value}`));
    expect(clean.filter(({ kind, value }) => said.has(`${kind} ${value}`))).toEqual([]);
  });

  test.each(HALVES)('%s half: at least 99 % of what must stop is stopped, at most 0.5 % of what may pass', (half) => {
    const of = (samples: readonly Sample[]) => samples.filter((sample) => sample.half === half);
    expect(of(marked).length).toBeGreaterThan(100);
    expect(shareStopped(of(marked), guard)).toBeGreaterThanOrEqual(0.99);
    expect(shareStopped(of(clean), guard)).toBeLessThanOrEqual(0.005);
  });

  test('fails a guard that searches the word, and one that knows the printed stamps alone', () => {
    expect(shareStopped(clean, searchesWord)).toBeGreaterThan(0.1);
    expect(shareStopped(marked, searchesStamp)).toBeLessThan(0.5);
  });
});
