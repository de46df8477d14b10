import { describe, expect, test } from 'vitest';
import {
  type AsvsRow,
  countRows,
  drawPage,
  drawSummary,
  findFaults,
  judgeRows,
  listRequirements,
  readRows,
  readWritten,
} from './asvs.ts';

const FILES: Record<string, string> = {
  'packages/a/a.test.ts': `test("it's so", () => {});`,
  'packages/a/a.ts': 'const limit = 5;',
  'docs/ops/a.md': '## Giới hạn',
};
const read = (path: string): string | undefined => FILES[path];
const WHOLE: AsvsRow[] = [...listRequirements().keys()].map((id) => ({
  id,
  how: 'not_applicable',
  note: 'Không có.',
  evidence: [],
}));

/** The whole list with one requirement changed. */
function withRow(part: Partial<AsvsRow>): AsvsRow[] {
  return WHOLE.map((row) => (row.id === '1.2.4' ? { ...row, ...part } : row));
}

const rows = readRows();

describe('the list of requirements', () => {
  test('has the counts of the standard: 70, 183 and 92 of the three levels in 17 chapters', () => {
    const levels = [...listRequirements().values()];
    expect(['1', '2', '3'].map((level) => levels.filter((one) => one === level).length)).toEqual([70, 183, 92]);
    expect(new Set([...listRequirements().keys()].map((id) => id.split('.')[0])).size).toBe(17);
    expect(listRequirements().get('1.2.4')).toBe('1');
    expect(listRequirements().get('17.3.2')).toBe('2');
  });
});

describe('the rows of the repository', () => {
  test('stand for every requirement once and name only files, tests and words that are there', () => {
    expect(judgeRows(rows)).toEqual([]);
  });

  test('are what page and summary show (node tools/asvs.ts writes them)', () => {
    expect(readWritten()).toEqual({ page: drawPage(rows), summary: drawSummary(rows) });
  });

  test('count to the whole, with at least sixty held of level 3', () => {
    const { 3: third, all } = countRows(rows);
    expect(Object.values(all).reduce((sum, one) => sum + one, 0)).toBe(listRequirements().size);
    expect(third.test + third.setting + third.document + third.not_applicable).toBeGreaterThanOrEqual(60);
  });
});

describe('a row', () => {
  test('in order has no fault: the control of those below', () => {
    expect(findFaults(withRow({ how: 'test', evidence: ["packages/a/a.test.ts › it's so"] }), read)).toEqual([]);
    expect(findFaults(withRow({ how: 'setting', evidence: ['packages/a/a.ts › limit = 5'] }), read)).toEqual([]);
    expect(findFaults(withRow({ how: 'document', evidence: ['docs/ops/a.md › ## Giới hạn'] }), read)).toEqual([]);
  });

  test.each<[string, AsvsRow[], string]>([
    ['that is missing', WHOLE.filter(({ id }) => id !== '1.2.4'), '1.2.4: missing'],
    ['that stands there twice', [...WHOLE, ...WHOLE.slice(3, 4)], '1.2.2: stands there more than once'],
    ['of no requirement', [...WHOLE, { ...withRow({})[0], id: '1.9.1' } as AsvsRow], '1.9.1: no such requirement'],
    ['without a note', withRow({ note: ' ' }), '1.2.4: the note is empty'],
    ['of another way', withRow({ how: 'hope' as 'gap' }), '1.2.4: no such way: hope'],
    [
      'of a file that is not there',
      withRow({ how: 'test', evidence: ['packages/a/b.test.ts › x'] }),
      '1.2.4: no such file: packages/a/b.test.ts',
    ],
    [
      'of a test that is not there',
      withRow({ how: 'test', evidence: ['packages/a/a.test.ts › it is so'] }),
      '1.2.4: packages/a/a.test.ts has no test "it is so"',
    ],
    [
      'of words that are not there',
      withRow({ how: 'document', evidence: ['docs/ops/a.md › ## Hạn mức'] }),
      '1.2.4: docs/ops/a.md does not say "## Hạn mức"',
    ],
    [
      'of a file alone',
      withRow({ how: 'setting', evidence: ['packages/a/a.ts'] }),
      '1.2.4: packages/a/a.ts: which words of it?',
    ],
    ['of a test without any', withRow({ how: 'test' }), '1.2.4: test without evidence of its kind'],
    [
      'of a test that is a document',
      withRow({ how: 'test', evidence: ['docs/ops/a.md › ## Giới hạn'] }),
      '1.2.4: test without evidence of its kind',
    ],
  ])('%s', (_case, wrong, fault) => {
    expect(findFaults(wrong, read)).toEqual([fault]);
  });

  test('that is a gap stands among the gaps of its level', () => {
    const page = drawPage(withRow({ how: 'gap', note: 'Chưa có gì.' }));
    expect(page).toContain('### Mức 1\n\n- **1.2.4** Chưa có gì.');
    expect(countRows(withRow({ how: 'gap' }))[1]).toEqual({
      test: 0,
      setting: 0,
      document: 0,
      not_applicable: 69,
      gap: 1,
    });
  });
});
