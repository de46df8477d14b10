import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./large-letter.ts', import.meta.url));

test('a letter with 100 MB beside its page is written and verified within bounded memory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'evidence-memory-'));
  try {
    const words = ['--no-warnings', '--expose-gc', PROGRAM, directory];
    const { stdout } = await promisify(execFile)(process.execPath, words, { encoding: 'utf8' });
    const { verdict, size, before, most } = JSON.parse(stdout) as Record<string, number | string>;
    expect(verdict).toBe('valid');
    expect(Number(size)).toBeGreaterThan(100 * 1024 * 1024);
    // The whole process, measured against what it held before the letter was touched.
    expect(Number(most) - Number(before)).toBeLessThan(60 * 1024 * 1024);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 180_000);
