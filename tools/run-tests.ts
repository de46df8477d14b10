import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { buildWeb } from './build-web.ts';
import { filesAtOnce } from './files-at-once.ts';
import { writeResult } from './results.ts';
import { makeRunFolder } from './run-folder.ts';
import { readFailures, readProjects, readTotals, type Totals } from './test-totals.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROJECTS = ['packages', 'server', 'web', 'web-mocked', 'e2e'];
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
/** How a test says that something it needs is not on this machine. */
const LEFT_OUT = /left out|để ngoài/i;

interface Outcome {
  totals: Totals;
  leftOut: string[];
  failures: string[];
}

function readReport(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** All projects in one run: where one has only a long file left, the next begins. */
async function runProjects(projects: string[], folder: string): Promise<Outcome> {
  const output = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const words = projects.flatMap((project) => ['--project', project]);
  const child = spawn(process.execPath, [VITEST, 'run', ...words, ...reporters], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CI: 'true',
      // Building the pages leaves "production" behind, with which React has no test helpers.
      NODE_ENV: 'test',
      // Hundreds of programs are started by tests: each finds what the one before has read and compiled, and starts in half the time.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      TMPDIR: folder,
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
    },
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  process.off('SIGINT', forward);
  process.off('SIGTERM', forward);
  const leftOut = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => LEFT_OUT.test(line));
  const report = readReport(output);
  for (const { project, passed, failed, seconds } of readProjects(report)) {
    process.stdout.write(`── ${project}: ${passed}/${passed + failed} (${seconds} s, mỗi lúc ${filesAtOnce()} tệp)\n`);
  }
  return {
    totals: readTotals(report, exitCode),
    leftOut,
    failures: readFailures(report).map((failure) => failure.replace(ROOT, '')),
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only === undefined ? PROJECTS : values.only.split(',');
  const unknown = wanted.filter((project) => !PROJECTS.includes(project));
  if (unknown.length > 0) {
    process.stderr.write(`Không có bộ kiểm thử ${unknown.join(', ')}; chọn trong: ${PROJECTS.join(', ')}\n`);
    return 2;
  }
  const folder = makeRunFolder();
  let outcome: Outcome = { totals: { passed: 0, failed: 0 }, leftOut: [], failures: [] };
  try {
    if (wanted.includes('e2e')) {
      await buildWeb();
    }
    outcome = await runProjects(wanted, folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    outcome.totals.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { totals, leftOut, failures } = outcome;
  if (failures.length > 0) {
    process.stdout.write(`\nKhông đạt:\n${failures.map((failure) => `  ✗ ${failure}\n`).join('')}`);
  }
  if (leftOut.length > 0) {
    process.stdout.write(`\nĐể ngoài trên máy này:\n${[...new Set(leftOut)].map((line) => `  ${line}\n`).join('')}`);
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  writeResult('test', { ...totals, leftOut: new Set(leftOut).size, whole: values.only === undefined });
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
