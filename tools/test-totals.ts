export interface Totals {
  passed: number;
  failed: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    startTime: number;
    endTime: number;
    assertionResults: AssertionResult[];
  }[];
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

/** Where a project of `vitest.config.ts` has its files. */
const PLACES: [project: string, files: RegExp][] = [
  ['e2e', /\/e2e\/[^/]+\.test\.ts$/],
  ['web-mocked', /\/apps\/web\/.*\.mocked\.test\.tsx$/],
  ['web', /\/apps\/web\//],
  ['server', /\/apps\/server\//],
  ['packages', /./],
];

export interface ProjectTotals extends Totals {
  project: string;
  /** Of its files one after the other: some run at a time. */
  seconds: number;
}

/** The same counts by project, for whoever looks where the time goes. */
export function readProjects(report: string): ProjectTotals[] {
  let results: VitestReport['testResults'];
  try {
    ({ testResults: results } = JSON.parse(report) as VitestReport); // Vitest's own format
  } catch {
    return [];
  }
  const byProject = Map.groupBy(results, ({ name }) => PLACES.find(([, files]) => files.test(name))?.[0] ?? '');
  return [...byProject].map(([project, files]) => {
    const tests = files.flatMap(({ assertionResults }) => assertionResults);
    const count = (status: string): number => tests.filter((one) => one.status === status).length;
    const milliseconds = files.reduce((sum, { startTime, endTime }) => sum + endTime - startTime, 0);
    return { project, passed: count('passed'), failed: count('failed'), seconds: Math.round(milliseconds / 1000) };
  });
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
