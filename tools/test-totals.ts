export interface Totals {
  passed: number;
  failed: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; message?: string; assertionResults: AssertionResult[] }[];
}

interface AssertionResult {
  status: string;
  fullName: string;
  failureMessages?: string[];
}

/**
 * Counts of one run from Vitest's JSON report. A file that does not even load has no failed test of its own and counts as one
 * failure; so does a run that failed without naming a test, or left no report.
 */
export function readTotals(report: string, exitCode: number): Totals {
  let passed = 0;
  let failed = 0;
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as VitestReport; // Vitest's own format
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    passed = numPassedTests;
    failed = numFailedTests + unloaded.length;
  } catch {
    failed = 1;
  }
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

const FIRST_LINES = 6;

/** What failed, each with its file and the first lines of why: who sees only the end of a long log still learns it. */
export function readFailures(report: string): string[] {
  let results: VitestReport['testResults'];
  try {
    ({ testResults: results } = JSON.parse(report) as VitestReport); // Vitest's own format
  } catch {
    return [];
  }
  return results
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      if (assertionResults.length === 0) {
        return [`${name}\n${firstLines(message ?? '')}`];
      }
      return assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => `${name} > ${test.fullName}\n${firstLines((test.failureMessages ?? []).join('\n'))}`);
    });
}

function firstLines(text: string): string {
  return text
    .split('\n')
    .slice(0, FIRST_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
}

export function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
