import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as forms from '../src/index.ts';
import * as render from '../src/render.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

/** Runs an example as it stands; each console.log must print what the comment behind it says. */
async function run(code: string): Promise<{ printed: string[]; promised: string[] }> {
  const printed: string[] = [];
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? '');
  const body = code
    .replace(/^import (\{[^}]*\}) from '@congvu\/forms';$/gm, 'const $1 = forms;')
    .replace(/^import (\{[^}]*\}) from '@congvu\/forms\/render';$/gm, 'const $1 = render;');
  const script = new Function('forms', 'render', 'console', `return (async () => {${body}})();`);
  await script(forms, render, { log: (...values: unknown[]) => printed.push(values.map(String).join(' ')) });
  return { printed, promised };
}

describe('README', () => {
  test('has its four examples', () => {
    expect(EXAMPLES).toHaveLength(4);
  });

  test.each(EXAMPLES.map((code, index) => [index + 1, code]))('example %i prints what it promises', async (_, code) => {
    const { printed, promised } = await run(String(code));
    expect(promised.length).toBeGreaterThan(2);
    expect(printed).toEqual(promised);
  });

  test('the pure part pulls in neither Node nor Typst, Word or Excel', () => {
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
    expect(seen.size).toBeGreaterThan(30);
    expect([...outside]).toEqual(['@congvu/vntext']);
  });
});
