import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildWeb } from './build-web.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROJECTS = ['packages', 'server', 'web', 'e2e'];

interface Totals {
  passed: number;
  failed: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numTotalTests: number;
}

/** A file that does not even load has no failed test of its own: it counts as one failure. */
function readTotals(path: string, exitCode: number): Totals {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as VitestReport; // vitest's own reporter wrote it
    const failed = Math.max(report.numFailedTests, exitCode === 0 ? 0 : 1);
    return { passed: report.numPassedTests, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function runProject(project: string, folder: string): Promise<Totals> {
  const output = join(folder, `${project}.json`);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const words = [
    vitest,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true' },
  });
  const exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  return readTotals(output, exitCode);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only === undefined ? PROJECTS : values.only.split(',');
  const unknown = wanted.filter((project) => !PROJECTS.includes(project));
  if (unknown.length > 0) {
    process.stderr.write(`Không có bộ kiểm thử ${unknown.join(', ')}; chọn trong: ${PROJECTS.join(', ')}\n`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'congvu-tests-'));
  const totals: Totals = { passed: 0, failed: 0 };
  try {
    if (wanted.includes('e2e')) {
      await buildWeb();
    }
    for (const project of wanted) {
      process.stdout.write(`\n── ${project}\n`);
      const { passed, failed } = await runProject(project, folder);
      totals.passed += passed;
      totals.failed += failed;
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    totals.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
