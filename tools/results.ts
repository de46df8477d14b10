import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a run of tests or of long checks came to; the evidence page of the product shows the last one of this machine. */
export interface RunResult {
  passed: number;
  failed: number;
  leftOut: number;
  /** Everything was run, nothing shortened. */
  whole: boolean;
}

function commitOf(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return null; // a copy without its history
  }
}

/** Beside the program, never in the repository: `.results/test.json`, `.results/trust.json`. */
export function writeResult(name: 'test' | 'trust', result: RunResult, root = ROOT): void {
  mkdirSync(`${root}.results`, { recursive: true });
  const line = { ...result, at: new Date().toISOString(), commit: commitOf() };
  writeFileSync(`${root}.results/${name}.json`, `${JSON.stringify(line)}\n`);
}
