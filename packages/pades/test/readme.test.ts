import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { handPng, sealPng } from './drawn-png.ts';
import { plainPdf } from './sample-pdf.ts';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));

/** The examples as one program, whose imports lead to the sources. */
function programOf(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  return blocks
    .join('\n')
    .replaceAll(/from '@congvu\/(pki|pades)(?:\/([a-z]+))?'/g, (_, name: string, folder?: string) => {
      const file = folder === undefined ? 'src/index.ts' : `src/${folder}/index.ts`;
      return `from ${JSON.stringify(join(PACKAGES, name, file))}`;
    });
}

test('the examples of the README run and print what they say', async () => {
  const program = programOf(readFileSync(join(PACKAGES, 'pades/README.md'), 'utf8'));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'pades-readme-'));
  try {
    const files = Object.entries({ 'letter.pdf': await plainPdf(), 'hand.png': handPng(), 'seal.png': sealPng() });
    for (const [name, bytes] of files) {
      writeFileSync(join(directory, name), bytes);
    }
    writeFileSync(join(directory, 'readme.ts'), program);
    const words = ['--no-warnings', 'readme.ts', ...files.map(([name]) => name)];
    const printed = execFileSync(process.execPath, words, { cwd: directory, encoding: 'utf8', timeout: 100_000 });
    expect(promised.length).toBeGreaterThan(12);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
