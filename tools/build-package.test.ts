import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handPng, sealPng } from '../packages/pades/test/drawn-png.ts';
import { plainPdf } from '../packages/pades/test/sample-pdf.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-packages-'));
const REPOSITORY = join(FOLDER, 'repository');
const CONSUMER = join(FOLDER, 'consumer');
const PACKAGES = ['vntext', 'pki', 'pades', 'edxml', 'axis', 'mailguard', 'tlog'];
const packed = new Map<string, string>();

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Node of this repository first, whatever the machine has. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };

function copyRepository(): void {
  for (const name of ['tsconfig.base.json', 'LICENSE', 'package.json', 'tools/build-package.ts']) {
    cpSync(join(ROOT, name), join(REPOSITORY, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(REPOSITORY, 'node_modules'));
  for (const name of PACKAGES) {
    for (const part of ['src', 'README.md', 'package.json']) {
      cpSync(join(ROOT, 'packages', name, part), join(REPOSITORY, 'packages', name, part), { recursive: true });
    }
  }
}

function pack(name: string): string {
  const cwd = join(REPOSITORY, 'packages', name);
  const words = ['pack', '--json', '--pack-destination', FOLDER];
  execFileSync('npm', words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const archive = readdirSync(FOLDER).find((file) => file.startsWith(`congvu-${name}-`));
  return join(FOLDER, archive ?? '');
}

/** What npm would have put there: the package out of its archive, its dependencies as they are installed here. */
function install(name: string, archive: string): void {
  const target = join(CONSUMER, 'node_modules', '@congvu', name);
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', target]);
  const { dependencies = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies).filter((one) => !one.startsWith('@congvu/'))) {
    const place = join(CONSUMER, 'node_modules', dependency);
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) {
      symlinkSync(join(ROOT, 'node_modules', dependency), place);
    }
  }
}

function readme(name: string): string {
  const markdown = readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8');
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code).join('\n');
}

beforeAll(() => {
  copyRepository();
  mkdirSync(CONSUMER);
  writeFileSync(join(CONSUMER, 'package.json'), '{"type":"module"}');
  for (const name of PACKAGES) {
    const archive = pack(name);
    packed.set(name, archive);
    install(name, archive);
    writeFileSync(join(CONSUMER, `${name}.ts`), readme(name));
  }
}, 120_000);

describe.each(PACKAGES)('@congvu/%s as it is published', (name) => {
  const folder = join(CONSUMER, 'node_modules', '@congvu', name);

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  test('holds JavaScript, types, README and licence, and no source', () => {
    expect(readdirSync(folder).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      exports: Record<string, unknown>;
    };
    expect(manifest).toMatchObject({ license: 'Apache-2.0', engines: { node: expect.any(String) } });
    expect(manifest).not.toHaveProperty('devDependencies');
    const targets = Object.values(manifest.exports).flatMap((entry) => Object.values(entry as Record<string, string>));
    expect(targets.filter((target) => !files.includes(target.replace('./dist/', '')))).toEqual([]);
  });

  test('the repository is as it was before', () => {
    const place = join(REPOSITORY, 'packages', name);
    const before = readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8');
    expect(readFileSync(join(place, 'package.json'), 'utf8')).toBe(before);
    expect(readdirSync(place).sort()).toEqual(['README.md', 'dist', 'node_modules', 'package.json', 'src']);
  });
});

test('every subpath is imported by plain Node out of node_modules', () => {
  const names = PACKAGES.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as {
      exports: Record<string, string>;
    };
    return Object.keys(exports).map((subpath) => `@congvu/${name}${subpath.slice(1)}`);
  });
  const program = `${names.map((name, index) => `import * as n${index} from '${name}';`).join('\n')}
    console.log(${names.map((_, index) => `Object.keys(n${index}).length > 0`).join(' && ')});`;
  writeFileSync(join(CONSUMER, 'subpaths.mjs'), program);
  expect(names.length).toBeGreaterThan(6);
  expect(execFileSync(process.execPath, ['subpaths.mjs'], { cwd: CONSUMER, encoding: 'utf8' }).trim()).toBe('true');
});

test('the examples of the READMEs pass the compiler with the published types', () => {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  };
  writeFileSync(
    join(CONSUMER, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: PACKAGES.map((name) => `${name}.ts`) }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', CONSUMER], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
});

test.each([
  ['vntext', {}],
  ['pki', {}],
  ['edxml', {}],
  ['axis', {}],
  ['mailguard', {}],
  ['tlog', {}],
  ['pades', { 'letter.pdf': plainPdf, 'hand.png': handPng, 'seal.png': sealPng }],
])('the example of %s runs with the published packages', async (name, inputs) => {
  for (const [file, make] of Object.entries(inputs)) {
    writeFileSync(join(CONSUMER, file), await make());
  }
  const promised = [...readme(name).matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const words = ['--no-warnings', `${name}.ts`, ...Object.keys(inputs)];
  const printed = execFileSync(process.execPath, words, { cwd: CONSUMER, encoding: 'utf8' });
  expect(printed.trim().split('\n')).toEqual(promised);
});
