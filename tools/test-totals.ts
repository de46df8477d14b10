export interface Totals {
  passed: number;
  failed: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
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

export function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
