import { expect, test } from 'vitest';
import { readFailures, readProjects, readTotals } from './test-totals.ts';

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

test('counts by project, each file in its own', () => {
  const file = (name: string, statuses: string[]) => ({
    name: `/x/${name}`,
    startTime: 1_000,
    endTime: 3_000,
    assertionResults: statuses.map((status) => ({ status })),
  });
  const testResults = [
    file('packages/pki/e2e/test/a.test.ts', ['passed']),
    file('apps/cli/test/a.test.ts', ['passed', 'failed']),
    file('apps/server/src/a.test.ts', ['passed']),
    file('apps/web/src/a.test.tsx', ['passed']),
    file('apps/web/src/a.mocked.test.tsx', ['passed', 'passed']),
    file('e2e/a.test.ts', []),
  ];
  expect(readProjects(JSON.stringify({ testResults }))).toEqual([
    { project: 'packages', passed: 2, failed: 1, seconds: 4 },
    { project: 'server', passed: 1, failed: 0, seconds: 2 },
    { project: 'web', passed: 1, failed: 0, seconds: 2 },
    { project: 'web-mocked', passed: 2, failed: 0, seconds: 2 },
    { project: 'e2e', passed: 0, failed: 0, seconds: 2 },
  ]);
  expect(readProjects('{')).toEqual([]);
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
