import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isAllowed, judgeLock, type LockedPackage, listLicences } from './supply.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GOOD: LockedPackage = { version: '1.2.3', integrity: `sha512-${'A'.repeat(86)}==`, license: 'MIT' };

function judge(change: LockedPackage, scripts: Record<string, boolean> = {}): string[] {
  return judgeLock({ '': {}, 'packages/pki': {}, 'node_modules/x': { ...GOOD, ...change } }, scripts);
}

describe('packages of the lockfile', () => {
  test('one that is in order', () => {
    expect(judge({})).toEqual([]);
    expect(judge({ hasInstallScript: true }, { x: false })).toEqual([]);
    expect(judge({ license: 'CC0-1.0', dev: true })).toEqual([]);
  });

  test.each<[string, LockedPackage]>([
    ['no hash', { integrity: '' }],
    ['a hash nobody should trust', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['from an address', { resolved: 'https://kho.example/x.tgz' }],
    ['from a branch', { resolved: 'git+ssh://git@kho.example/x.git#main', version: '1.2.3' }],
    ['no version', { version: 'latest' }],
    ['a script nobody decided on', { hasInstallScript: true }],
    ['strong copyleft', { license: 'AGPL-3.0-only' }],
    ['a licence for tools in the product', { license: 'CC-BY-3.0' }],
  ])('%s', (_, change) => {
    expect(judge(change)).toHaveLength(1);
  });

  test('no licence named', () => {
    const { license: _, ...bare } = GOOD;
    expect(judgeLock({ 'node_modules/x': bare }, {})).toEqual(['node_modules/x: names no licence']);
  });

  test.each([
    ['(MIT OR GPL-3.0)', true],
    ['(MIT AND GPL-3.0)', false],
    ['GPL-3.0-only', false],
    ['Apache-2.0 AND LGPL-3.0-or-later AND MIT', true],
  ])('%s: %s', (licence, wanted) => {
    const free = new Set(['MIT', 'Apache-2.0', 'LGPL-3.0-or-later']);
    expect(isAllowed(licence, (one) => free.has(one))).toBe(wanted);
  });

  test('the list holds what goes into the product, not the tools', () => {
    const lock = { 'node_modules/x': GOOD, 'node_modules/@a/y': { ...GOOD, dev: true } };
    expect(listLicences(lock)).toBe('MIT: x 1.2.3\n');
  });
});

test('the secret scan of the check finds a key that was left in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-secret-'));
  try {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
    const scan = (text: string): number | null => {
      writeFileSync(join(folder, 'notes.txt'), text);
      const words = [
        join(ROOT, 'node_modules/secretlint/bin/secretlint.js'),
        '--secretlintrc',
        join(ROOT, '.secretlintrc.json'),
      ];
      return spawnSync(process.execPath, [...words, join(folder, 'notes.txt')], { cwd: ROOT }).status;
    };
    expect(scan('không có gì')).toBe(0);
    expect(scan(String(key))).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
