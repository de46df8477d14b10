import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { writeResult } from '../tools/results.ts';
import { type Check, type CheckOutcome, LeftOut } from './check.ts';

const FOLDER = new URL('./checks/', import.meta.url);
const USAGE = 'npm run trust -- [NAME…] [--list] [--json] [--short] [--control]';

type Verdict = 'passed' | 'failed' | 'left out';

interface Line extends Pick<Check, 'name' | 'tests' | 'title' | 'target'> {
  verdict: Verdict;
  figure: string;
  seconds: number;
  detail?: unknown;
  /** Set when the negative control ran: what was switched off. "passed" then means: the check noticed. */
  control?: string;
}

interface Options {
  short: boolean;
  control: boolean;
  json: boolean;
}

async function loadChecks(): Promise<Check[]> {
  const names = readdirSync(FOLDER)
    .filter((name) => /^[a-z0-9-]+\.ts$/.test(name))
    .sort();
  const loaded: Check[] = [];
  for (const name of names) {
    const { check } = (await import(new URL(name, FOLDER).href)) as { check: Check }; // what a file of the folder exports
    loaded.push(check);
  }
  return loaded;
}

function judge(outcome: CheckOutcome, isControl: boolean): Verdict {
  return outcome.passed !== isControl ? 'passed' : 'failed';
}

/** The log of a check goes to stderr, so that stdout stays one JSON value. */
async function runOne(check: Check, { short, control }: Options): Promise<Line> {
  const { name, tests, title, target } = check;
  const started = performance.now();
  const line = (verdict: Verdict, figure: string): Line => ({
    name,
    tests,
    title,
    target,
    verdict,
    figure,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    ...(control && check.control !== undefined && { control: check.control }),
  });
  if (control && check.control === undefined) {
    return line('left out', 'không có đối chứng');
  }
  try {
    const log = (text: string): void => void process.stderr.write(`  ${name}: ${text}\n`);
    const outcome = await check.run({ short, broken: control, log });
    const { detail } = outcome;
    return { ...line(judge(outcome, control), outcome.figure), ...(detail !== undefined && { detail }) };
  } catch (error) {
    if (error instanceof LeftOut) {
      return line('left out', error.message);
    }
    // A control that ends in an error has not shown that the check notices.
    return line('failed', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

const MARKS: Record<Verdict, string> = { passed: 'ĐẠT      ', failed: 'KHÔNG ĐẠT', 'left out': 'để ngoài ' };

function printTable(lines: Line[]): void {
  for (const { verdict, name, tests, title, target, figure, seconds, control } of lines) {
    process.stdout.write(`${MARKS[verdict]} ${name} (${tests.join(', ')}) · ${title}\n`);
    process.stdout.write(`          ${control === undefined ? '' : `đối chứng: ${control} · `}${figure}\n`);
    process.stdout.write(`          cần: ${target} · ${seconds} s\n`);
  }
}

function count(lines: Line[], verdict: Verdict): number {
  return lines.filter((line) => line.verdict === verdict).length;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      control: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const checks = await loadChecks();
  const named = `${USAGE}\nNAME: ${checks.map(({ name }) => name).join(', ')}\n`;
  if (values.help) {
    process.stdout.write(named);
    return 0;
  }
  const unknown = positionals.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`Không có phép thử ${unknown.join(', ')}.\n${named}`);
    return 2;
  }
  if (values.list) {
    process.stdout.write(checks.map(({ name, tests, title }) => `${name} (${tests.join(', ')}) · ${title}\n`).join(''));
    return 0;
  }
  const lines: Line[] = [];
  for (const check of checks.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    lines.push(await runOne(check, values));
  }
  const totals = {
    passed: count(lines, 'passed'),
    failed: count(lines, 'failed'),
    leftOut: count(lines, 'left out'),
  };
  if (!values.control) {
    writeResult('trust', { ...totals, whole: positionals.length === 0 && !values.short });
  }
  if (values.json) {
    const machine = {
      cpu: cpus()[0]?.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      system: process.platform,
    };
    process.stdout.write(`${JSON.stringify({ machine, short: values.short, totals, checks: lines })}\n`);
  } else {
    printTable(lines);
    process.stdout.write(`\n${totals.passed} đạt, ${totals.failed} không đạt, ${totals.leftOut} để ngoài\n`);
  }
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
// A check may have left a handle open: its figures are out, and the run is over.
process.exit();
