import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as edxml from '../src/index.ts';
import { DEFAULT_LIMITS } from '../src/index.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

test('the examples of the README run as one program and print what they say', () => {
  const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const program = blocks.join('\n').replaceAll("'@congvu/edxml'", JSON.stringify(join(PACKAGE, 'src/index.ts')));
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const directory = mkdtempSync(join(tmpdir(), 'edxml-readme-'));
  try {
    const file = join(directory, 'readme.ts');
    writeFileSync(file, program);
    const printed = execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8', timeout: 100_000 });
    expect(promised.length).toBeGreaterThan(10);
    expect(printed.trim().split('\n')).toEqual(promised);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the limits of the README are the limits', () => {
  const units: Record<string, number> = { MiB: 1024 * 1024 };
  const said = [...README.matchAll(/^\| `(max\w+)`\s+\| ([\d,]+)( MiB)?/gm)].map(
    ([, name = '', number = '', unit = '']) => [name, Number(number.replaceAll(',', '')) * (units[unit.trim()] ?? 1)],
  );
  expect(Object.fromEntries(said)).toEqual(DEFAULT_LIMITS);
});

test('every function of the package has an example beside it', () => {
  const sources = [
    'acceptance',
    'check',
    'parse',
    'write',
    'errors',
    'attachments/file-name',
    'attachments/store',
    'attachments/resolve',
  ]
    .concat(
      ['codes', 'document-id', 'status', 'targets', 'validate', 'build-messages'].map((name) => `message/${name}`),
    )
    .map((name) => readFileSync(join(PACKAGE, 'src', `${name}.ts`), 'utf8'))
    .join('\n');
  const functions = Object.entries(edxml).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  const undocumented = functions.filter((name) => {
    const comment = new RegExp(
      `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?(?:function\\*?|class) ${name}\\b`,
    ).exec(sources)?.[1];
    return comment === undefined || !/@example|`[^`]*\(/.test(comment);
  });
  expect(undocumented).toEqual([]);
});
