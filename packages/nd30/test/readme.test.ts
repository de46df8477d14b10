import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as nd30 from '../src/index.ts';
import * as render from '../src/render.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

/** Runs an example as it stands; each console.log must print what the comment behind it says. */
async function run(code: string): Promise<{ printed: string[]; promised: string[] }> {
  const printed: string[] = [];
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? '');
  const body = code
    .replace(/^import (\{[^}]*\}) from '@congvu\/nd30';$/gm, 'const $1 = nd30;')
    .replace(/^import (\{[^}]*\}) from '@congvu\/nd30\/render';$/gm, 'const $1 = render;');
  const script = new Function('nd30', 'render', 'console', `return (async () => {${body}})();`);
  await script(nd30, render, { log: (...values: unknown[]) => printed.push(values.map(String).join(' ')) });
  return { printed, promised };
}

describe('README', () => {
  test('has its three examples', () => {
    expect(EXAMPLES).toHaveLength(3);
  });

  test.each(EXAMPLES.map((code, index) => [index + 1, code]))('example %i prints what it promises', async (_, code) => {
    const { printed, promised } = await run(String(code));
    expect(promised.length).toBeGreaterThan(3);
    expect(printed).toEqual(promised);
  });

  test('the pure part pulls in neither Typst nor docx nor Node', () => {
    const seen = new Set<string>();
    const outside = new Set<string>();
    const visit = (url: URL): void => {
      if (seen.has(url.href)) {
        return;
      }
      seen.add(url.href);
      for (const match of readFileSync(url, 'utf8').matchAll(/from '([^']+)'/g)) {
        const [, target = ''] = match;
        if (target.startsWith('.')) {
          visit(new URL(target, url));
        } else {
          outside.add(target);
        }
      }
    };
    visit(new URL('../src/index.ts', import.meta.url));
    expect(seen.size).toBeGreaterThan(10);
    expect([...outside]).toEqual(['@congvu/vntext']);
  });
});
