import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USER = join(ROOT, 'docs/user');
/** Where the words of the screens come from. */
const SOURCES = ['apps/web/src', 'apps/server/src/modules'];
/** Longest run of Markdown between two bold marks that still is a word on a screen. */
const BOLD = /\*\*([^*\n]{1,60})\*\*/g;

function readSources(): string {
  return SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.(test|testing|fixture)\.tsx?$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  ).join('\n');
}

function pagesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.md'));
}

const sources = readSources();

function missingWords(markdown: string): string[] {
  const words = [...markdown.matchAll(BOLD)].map(([, word = '']) => word).filter((word) => word !== 'in đậm');
  return [...new Set(words)].filter((word) => !sources.includes(word));
}

test.each(pagesIn(USER))('docs/user/%s names only words that stand on a screen', (name) => {
  const page = readFileSync(join(USER, name), 'utf8');
  expect(page.match(BOLD)?.length ?? 0).toBeGreaterThan(3);
  expect(missingWords(page)).toEqual([]);
});

test('negative control: a word that stands nowhere is told', () => {
  expect(missingWords('Bấm **Nút không có trên màn hình nào** rồi **Vào sổ**.')).toEqual([
    'Nút không có trên màn hình nào',
  ]);
});

test.each(['docs/user', 'docs/ops', 'docs/legal'])('links between the pages of %s lead somewhere', (folder) => {
  const dead = pagesIn(join(ROOT, folder)).flatMap((name) => {
    const path = join(ROOT, folder, name);
    const links = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    return links.filter(
      (link) => !readdirSync(dirname(join(dirname(path), link))).includes(link.split('/').at(-1) ?? ''),
    );
  });
  expect(dead).toEqual([]);
});
