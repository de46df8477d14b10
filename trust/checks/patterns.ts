import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type AttackPattern, check as judge } from 'recheck';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { type Pattern, readPatterns } from '../support/pattern-text.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** As long as hardly a line or a field is; whole files are read in a process with limits of its own. */
const LENGTH = 5_000;
const LONGEST_MS = 200;
const THINKING_MS = 20_000;

interface Finding {
  pattern: string;
  file: string;
  complexity: string;
  ms: number;
}

function attackText({ pumps, suffix }: AttackPattern): string {
  const fixed = pumps.reduce((sum, { prefix }) => sum + prefix.length, suffix.length);
  const grows = pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.floor((LENGTH - fixed) / Math.max(grows, 1));
  return pumps.map(({ prefix, pump, bias }) => prefix + pump.repeat(Math.max(times + bias, 0))).join('') + suffix;
}

/** Milliseconds of the processor, at most the limit. */
async function measure(pattern: Pattern, text: string): Promise<number> {
  const { source, flags } = pattern;
  const worker = new Worker(new URL('../support/pattern-child.ts', import.meta.url), {
    workerData: { source, flags, text },
  });
  const limit = Promise.withResolvers<number>();
  const timer = setTimeout(() => limit.resolve(LONGEST_MS), LONGEST_MS * 50);
  try {
    const ended = new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    return Math.min(await Promise.race([ended, limit.promise]), LONGEST_MS);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

async function look(pattern: Pattern): Promise<Finding | undefined> {
  const { source, flags, file } = pattern;
  // What `d` and `v` add changes nothing of how a pattern walks; the analyser knows them not.
  const verdict = await judge(source, flags.replace('d', '').replace('v', 'u'), { timeout: THINKING_MS });
  if (verdict.status === 'safe') {
    return undefined;
  }
  const words = { pattern: `/${source}/${flags}`, file };
  if (verdict.status === 'unknown') {
    return { ...words, complexity: 'unknown', ms: 0 };
  }
  const ms = await measure(pattern, attackText(verdict.attack));
  return { ...words, complexity: verdict.complexity.summary, ms: Math.round(ms) };
}

async function run({ short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  const all = readPatterns(ROOT);
  const patterns = short ? all.filter((_, index) => index % 10 === 0) : all;
  if (broken) {
    patterns.push({ source: '^(a+)+$', flags: 'u', file: 'control' });
  }
  const findings: Finding[] = [];
  for (const pattern of patterns) {
    const finding = await look(pattern);
    if (finding !== undefined) {
      findings.push(finding);
      log(`${finding.file} ${finding.pattern.slice(0, 100)}: ${finding.complexity}, ${finding.ms} ms`);
    }
  }
  const bad = findings.filter(({ complexity, ms }) => complexity.startsWith('exponential') || ms >= LONGEST_MS);
  const slowest = Math.max(0, ...findings.map(({ ms }) => ms));
  return {
    figure: `${patterns.length} biểu thức, ${findings.length} không tuyến tính, ${bad.length} không đạt; chậm nhất ${slowest} ms`,
    passed: bad.length === 0,
    detail: { bad, findings },
  };
}

export const check: Check = {
  name: 'patterns',
  tests: ['T22'],
  title: 'Không biểu thức nào bị một dòng chữ cố ý làm treo',
  target: 'không biểu thức nào cấp số mũ; dòng 5.000 ký tự xấu nhất xong trong 0,2 giây của bộ xử lý',
  control: 'thêm một biểu thức cấp số mũ',
  run,
};
