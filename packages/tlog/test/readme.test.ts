import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

test('the examples of the README run and print what they say', () => {
  const markdown = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  const blocks = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const program = blocks.join('\n').replace("'@congvu/tlog'", JSON.stringify(join(PACKAGE, 'src/index.ts')));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'tlog-readme-'));
  try {
    writeFileSync(join(directory, 'readme.ts'), program);
    const words = ['--no-warnings', 'readme.ts'];
    const printed = execFileSync(process.execPath, words, { cwd: directory, encoding: 'utf8', timeout: 100_000 });
    expect(promised.length).toBe(6);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
