import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = 'docs/ops/khoa.md';
const CODE = 'apps/server/src';
const APART = /\.(?:test|testing)\.ts$|\/(?:demo|testing)\//;
const COLUMNS = 6;

function sourcesOf(folder: string): { name: string; text: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !APART.test(`/${name}`))
    .map((name) => ({ name, text: readFileSync(join(ROOT, folder, name), 'utf8') }));
}

/** Kinds of sealed secrets, places that make key pairs, and keys that come from outside: what there is to have a life. */
function marksOfCode(): string[] {
  const sources = sourcesOf(CODE);
  const box = sources.find(({ name }) => name === 'platform/secret-box.ts')?.text ?? '';
  const kinds = /const KINDS = \[([^\]]+)\]/.exec(box)?.[1]?.match(/[a-z-]+/g) ?? [];
  const pairs = sources
    .filter(({ text }) => /\bgenerateKeyPair(?:Sync)?\(/.test(text) || /promisify\(generateKeyPair\)/.test(text))
    .map(({ name }) => name.replace(/^modules\//, ''));
  const named = sources.flatMap(
    ({ text }) => text.match(/CONGVU_(?:SECRET_|[A-Z0-9_]*?(?:KEY_ID|KEYS|KEY|SECRET|CERT|PIN|TOKEN)\b)/g) ?? [],
  );
  return [...new Set([...kinds, ...pairs, ...named])].sort();
}

function rowsOf(page: string): string[][] {
  const chapter = page.split('\n## ').find((part) => part.startsWith('Vòng đời khóa')) ?? '';
  const lines = chapter.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Khóa (dấu'));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

function marksOf(rows: readonly string[][]): string[] {
  return rows.flatMap(([first = '']) => [...first.matchAll(/`([^`]+)`/g)].map(([, mark = '']) => mark));
}

const page = readFileSync(join(ROOT, PAGE), 'utf8');

/** Written by hand beside what the scan finds: files that wrap or hash, and the password of the database beside the office. */
const BESIDE: Record<string, string> = {
  'platform/blob-format.ts': 'createCipheriv',
  'platform/secret-box.ts': 'createCipheriv',
  'identity/secrets.ts': 'randomBytes(32)',
  'signing/links.store.ts': 'randomBytes(32)',
  'postgres-password': 'postgres-password',
};

function isInCode(mark: string): boolean {
  const sign = BESIDE[mark];
  return (
    sign !== undefined &&
    sourcesOf(CODE).some(
      ({ name, text }) => text.includes(sign) && (mark === sign || name.replace(/^modules\//, '') === mark),
    )
  );
}

test('every kind of key of the code stands in the table of the policy, and nothing else does', () => {
  const marks = marksOfCode();
  expect(marks).toEqual(expect.arrayContaining(['audit', 'CONGVU_KEYS', 'audit/log/log-identity.ts']));
  const written = marksOf(rowsOf(page));
  expect(marks.filter((mark) => !written.includes(mark))).toEqual([]);
  expect(written.filter((mark) => !marks.includes(mark) && !isInCode(mark))).toEqual([]);
});

test('each has a place, a holder, a time, a way to be changed and what to do when it is lost', () => {
  const rows = rowsOf(page);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => row.length !== COLUMNS || row.includes(''))).toEqual([]);
});

test('control: a row that is missing, or that is about nothing, is told', () => {
  const without = marksOf(rowsOf(page.replace('`audit`, ', '')));
  expect(marksOfCode().filter((mark) => !without.includes(mark))).toEqual(['audit']);
  const more = marksOf(rowsOf(page.replace('`audit`, ', '`audit`, `khóa-không-có`, ')));
  expect(more.filter((mark) => !marksOfCode().includes(mark) && !isInCode(mark))).toEqual(['khóa-không-có']);
});
