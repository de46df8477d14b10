import { expect, test } from 'vitest';
import { addTotals, readFailures, readTotals } from './test-totals.ts';

function report(passed: number, failed: number, files: { status: string; assertionResults: unknown[] }[] = []): string {
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files });
}

test.each([
  ['all well', report(3, 0), 0, { passed: 3, failed: 0 }],
  ['failed tests', report(3, 2, [{ status: 'failed', assertionResults: [{}] }]), 1, { passed: 3, failed: 2 }],
  [
    'a file that does not load',
    report(3, 0, [{ status: 'failed', assertionResults: [] }]),
    1,
    { passed: 3, failed: 1 },
  ],
  ['an error outside the tests', report(3, 0), 1, { passed: 3, failed: 1 }],
  ['no report', '', 0, { passed: 0, failed: 1 }],
  ['half a report', '{"numPassedTests": 3', 1, { passed: 0, failed: 1 }],
])('%s', (_name, text, exitCode, expected) => {
  expect(readTotals(text, exitCode)).toEqual(expected);
});

test('sums', () => {
  expect(addTotals({ passed: 1, failed: 2 }, { passed: 10, failed: 20 })).toEqual({ passed: 11, failed: 22 });
});

test('names what failed, with the first lines of why', () => {
  const failedTest = { status: 'failed', fullName: 'a > b', failureMessages: ['expected 1\nto be 2'] };
  const passedTest = { status: 'passed', fullName: 'a > c', failureMessages: [] };
  const text = JSON.stringify({
    testResults: [
      { name: '/x/a.test.ts', status: 'failed', assertionResults: [passedTest, failedTest] },
      { name: '/x/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
      { name: '/x/c.test.ts', status: 'passed', assertionResults: [passedTest] },
    ],
  });
  expect(readFailures(text)).toEqual([
    '/x/a.test.ts > a > b\n    expected 1\n    to be 2',
    '/x/b.test.ts\n    Cannot find module',
  ]);
  expect(readFailures('{')).toEqual([]);
});
