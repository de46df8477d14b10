import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
}

export type Lock = Record<string, LockedPackage>;

/** What may be handed out with the product (Apache-2.0): permissive, or weak copyleft that stays in files of its own. */
const SHIPPED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'MIT/X11',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
/** Of tools that build and check; they go to nobody. */
const TOOLS_ONLY = new Set(['Artistic-2.0', 'CC-BY-3.0', 'CC0-1.0', 'WTFPL']);
/**
 * Packages that name no licence in their package.json; a person read their files. `buffers` (exceljs → unzipper → binary) has no text of a licence at
 * all: kept as long as exceljs needs it, and said in docs/ops/an-toan.md.
 */
const READ_BY_HAND: Record<string, string> = { buffers: 'MIT', 'png-js': 'MIT', 'prelude-ls': 'MIT' };

/** `(MIT OR GPL-3.0)` lets us choose, `MIT AND Zlib` asks for both. */
export function isAllowed(licence: string, allowed: (one: string) => boolean): boolean {
  const bare = licence.replace(/[()]/g, '');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((one) => allowed(one.trim())));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function judgeOrigin(path: string, locked: LockedPackage, scripts: Record<string, boolean>): string[] {
  const name = nameOf(path);
  const problems: string[] = [];
  if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(locked.integrity ?? '')) {
    problems.push(`${path}: no SHA-512 in the lockfile`);
  }
  if (locked.resolved !== undefined) {
    problems.push(`${path}: comes from ${locked.resolved}; the lockfile names no address, so that every mirror serves`);
  }
  if (!/^\d+\.\d+\.\d+/.test(locked.version ?? '')) {
    problems.push(`${path}: no exact version`);
  }
  // `false` is an answer too: the script was looked at and is not run.
  if (locked.hasInstallScript === true && scripts[name] === undefined) {
    problems.push(`${path}: has an install script nobody decided on (allowScripts of package.json)`);
  }
  return problems;
}

function judgeLicence(path: string, locked: LockedPackage): string[] {
  const licence = locked.license ?? READ_BY_HAND[nameOf(path)];
  if (licence === undefined) {
    return [`${path}: names no licence`];
  }
  const allowed = (one: string): boolean => SHIPPED.has(one) || (locked.dev === true && TOOLS_ONLY.has(one));
  return isAllowed(licence, allowed) ? [] : [`${path}: licence ${licence} is not one of ours`];
}

/** What is wrong with the packages of the lockfile: origin, hash, install scripts, licences (security.md T47). */
export function judgeLock(lock: Lock, scripts: Record<string, boolean>): string[] {
  return Object.entries(lock)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .flatMap(([path, locked]) => [...judgeOrigin(path, locked, scripts), ...judgeLicence(path, locked)]);
}

/** One line a licence with the packages under it that go into the product. */
export function listLicences(lock: Lock): string {
  const byLicence = new Map<string, string[]>();
  for (const [path, { link, dev, license, version }] of Object.entries(lock)) {
    if (path.includes('node_modules/') && link !== true && dev !== true) {
      const licence = license ?? READ_BY_HAND[nameOf(path)] ?? '?';
      byLicence.set(licence, [...(byLicence.get(licence) ?? []), `${nameOf(path)} ${version ?? ''}`]);
    }
  }
  return [...byLicence]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([licence, names]) => `${licence}: ${names.sort().join(', ')}\n`)
    .join('');
}

function read(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = read('package-lock.json').packages as Lock; // the shape npm writes
  const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> }; // our own file
  if (process.argv.includes('--list')) {
    process.stdout.write(listLicences(packages));
    process.exit(0);
  }
  const problems = judgeLock(packages, allowScripts);
  if (existsSync(join(ROOT, '.npmrc')) && /registry|_authToken/.test(readFileSync(join(ROOT, '.npmrc'), 'utf8'))) {
    problems.push('.npmrc: names a registry or a secret');
  }
  process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
