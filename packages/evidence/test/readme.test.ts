import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sampleLetter } from '../src/samples/index.ts';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));

/** The examples as one program, whose imports lead to the sources. */
function programOf(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks.join('\n').replaceAll(/from '@congvu\/(edxml|evidence)'/g, (_, name: string) => {
    return `from ${JSON.stringify(join(PACKAGES, name, 'src/index.ts'))}`;
  });
}

test('the examples of the README run and print what they say', async () => {
  const program = programOf(readFileSync(join(PACKAGES, 'evidence/README.md'), 'utf8'));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'evidence-readme-'));
  try {
    writeFileSync(join(directory, 'letter.pdf'), (await sampleLetter()).pdf);
    writeFileSync(join(directory, 'readme.ts'), program);
    const words = ['--no-warnings', 'readme.ts', 'letter.pdf'];
    const printed = execFileSync(process.execPath, words, { cwd: directory, encoding: 'utf8', timeout: 100_000 });
    expect(promised.length).toBeGreaterThan(5);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
