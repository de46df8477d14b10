import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./ensure-installed.mjs', import.meta.url));
/** Stands for npm: writes down how it was called and, unless told to fail, makes what an installation makes. */
const FAKE_NPM = `#!/bin/sh
echo "$@" >> calls
[ -f broken ] && exit 1
mkdir -p node_modules/node/bin && touch node_modules/node/bin/node`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'congvu install '));
  mkdirSync(join(root, 'tools'));
  mkdirSync(join(root, 'bin'));
  copyFileSync(SCRIPT, join(root, 'tools', 'ensure-installed.mjs'));
  writeFileSync(join(root, 'bin', 'npm'), FAKE_NPM);
  chmodSync(join(root, 'bin', 'npm'), 0o755);
  writeLock('1.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeLock(version: string): void {
  const packages = { '': {}, 'node_modules/a': { version }, 'node_modules/only-mac': { version, optional: true } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function run(words: string[] = [], path = `${join(root, 'bin')}:/bin:/usr/bin`): { code: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools', 'ensure-installed.mjs'), ...words], {
    encoding: 'utf8',
    env: { PATH: path, NODE_ENV: 'production' },
  });
  return { code: status, said: stderr };
}

function calls(): string[] {
  const path = join(root, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

test('installs once per lockfile, with the tools that build the pages', () => {
  expect(run().code).toBe(0);
  expect(run()).toEqual({ code: 0, said: '' });
  expect(calls()).toHaveLength(1);
  expect(calls()[0]).toMatch(/^ci .*--include=dev/);
  writeLock('2.0.0');
  expect(run().code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test('a failed installation ends with what to do and is tried again', () => {
  writeFileSync(join(root, 'broken'), '');
  const { code, said } = run();
  expect(code).toBe(1);
  expect(said).toContain('npm ci');
  rmSync(join(root, 'broken'));
  expect(run().code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test('what a developer installed counts when npm recorded the same versions, and only then', () => {
  run();
  const record = (version: string): void =>
    writeFileSync(
      join(root, 'node_modules', '.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version } } }),
    );
  writeLock('2.0.0');
  record('2.0.0');
  expect(run()).toEqual({ code: 0, said: '' });
  expect(calls()).toHaveLength(1);
  writeLock('3.0.0');
  expect(run().code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test('missing tools are named with the line that installs them, and nothing fails', () => {
  run();
  // Without apt-get in PATH nothing can be installed, as for an account without rights.
  const { code, said } = run(['--test'], join(root, 'bin'));
  expect(code).toBe(0);
  expect(said).toMatch(/apt-get install .*chromium.*qpdf.*mupdf-tools/);
});
