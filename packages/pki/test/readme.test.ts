import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The examples as one program, whose imports lead to the sources. */
function programOf(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks.join('\n').replaceAll(/from '@congvu\/pki(?:\/([a-z]+))?'/g, (_, folder?: string) => {
    const file = folder === undefined ? 'src/index.ts' : `src/${folder}/index.ts`;
    return `from ${JSON.stringify(join(PACKAGE, file))}`;
  });
}

test('the examples of the README run and print what they say', () => {
  const program = programOf(readFileSync(join(PACKAGE, 'README.md'), 'utf8'));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'pki-readme-'));
  try {
    const file = join(directory, 'readme.ts');
    writeFileSync(file, program);
    const printed = execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8', timeout: 100_000 });
    expect(promised.length).toBeGreaterThan(5);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
