import { describe, expect, test } from 'vitest';
import { drawPage, findFaults, judgeIndex, type LegalRow, readLegalIndex, readPage } from './legal.ts';

const ROW: LegalRow = {
  source: 'Nghị định',
  article: 'Điều 1',
  rule: 'Yêu cầu',
  module: ['packages/a'],
  test: ["packages/a/a.test.ts › it's so"],
  state: 'built',
  note: '',
};
const read = (path: string): string | undefined =>
  path === 'packages/a/a.test.ts' ? `test("it's so", () => {});` : undefined;
const exists = (path: string): boolean => path === 'packages/a';
const faultsOf = (change: Partial<LegalRow>): string[] => findFaults([{ ...ROW, ...change }], read, exists);

describe('the index of law', () => {
  test('names only modules, test files and tests that are there', () => {
    expect(judgeIndex(readLegalIndex())).toEqual([]);
  });

  test('is what the page shows (node tools/legal.ts writes it)', () => {
    expect(readPage()).toBe(drawPage(readLegalIndex()));
  });

  test('tells built, partly and missing apart', () => {
    const states = readLegalIndex().map((row) => row.state);
    expect(new Set(states)).toEqual(new Set(['built', 'partly', 'not_yet']));
  });
});

describe('a row', () => {
  test('in order has no fault: the control of those below', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ state: 'not_yet', test: [] })).toEqual([]);
  });

  test.each<[string, Partial<LegalRow>]>([
    ['a module that is gone', { module: ['packages/b'] }],
    ['no module', { module: [] }],
    ['a test file that is gone', { test: ["packages/b/b.test.ts › it's so"] }],
    ['a test that is gone', { test: ['packages/a/a.test.ts › it is so'] }],
    ['a part of a title', { test: ["packages/a/a.test.ts › it's"] }],
    ['no title', { test: ['packages/a/a.test.ts'] }],
    ['a file that is no test', { test: ["packages/a › it's so"] }],
    ['no proof', { test: [] }],
    ['partly, and not what is missing', { state: 'partly' }],
    ['an empty rule', { rule: ' ' }],
    ['an unknown state', { state: 'soon' as LegalRow['state'] }],
  ])('with %s is told', (_, change) => {
    expect(faultsOf(change)).toHaveLength(1);
  });
});
