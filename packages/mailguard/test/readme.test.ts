import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as mailguard from '../src/index.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

test('the examples of the README run as one program and print what they say', () => {
  const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const program = blocks.join('\n').replaceAll("'@congvu/mailguard'", JSON.stringify(join(PACKAGE, 'src/index.ts')));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'mailguard-readme-'));
  try {
    writeFileSync(join(directory, 'readme.mts'), program);
    const printed = execFileSync(process.execPath, ['--no-warnings', 'readme.mts'], {
      cwd: directory,
      encoding: 'utf8',
      timeout: 100_000,
    });
    expect(promised.length).toBeGreaterThan(8);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the limits of the README are the limits', () => {
  const units: Record<string, number> = { MiB: 1024 * 1024, KiB: 1024 };
  const said = [...README.matchAll(/^\| `(max\w+)` \| ([\d,]+)(?: (MiB|KiB))?/gm)].map(
    ([, name = '', number = '', unit = '']) => [name, Number(number.replaceAll(',', '')) * (units[unit] ?? 1)],
  );
  expect(Object.fromEntries(said)).toEqual(mailguard.MAIL_LIMITS);
});

test('every function of the package has an example beside it', () => {
  const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(PACKAGE, 'src', path), 'utf8'))
    .join('\n');
  const functions = Object.entries(mailguard).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  const undocumented = functions.filter((name) => {
    const comment = new RegExp(
      `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?(?:function|class) ${name}\\b`,
    ).exec(sources)?.[1];
    return comment === undefined || !comment.includes('@example');
  });
  expect(functions.length).toBeGreaterThan(8);
  expect(undocumented).toEqual([]);
});
