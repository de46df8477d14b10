import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as edxml from '../src/index.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

/** Runs an example as it stands; each console.log must print what the comment behind it says. */
async function run(code: string): Promise<{ printed: string[]; promised: string[] }> {
  const printed: string[] = [];
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? '');
  const body = code.replace(/^import (\{[^}]*\}) from '@congvu\/edxml';$/gm, 'const $1 = edxml;');
  const script = new Function('edxml', 'console', `return (async () => {${body}})();`);
  await script(edxml, { log: (...values: unknown[]) => printed.push(values.map(String).join(' ')) });
  return { printed, promised };
}

describe('README', () => {
  test('has its three examples', () => {
    expect(EXAMPLES).toHaveLength(3);
  });

  test.each(EXAMPLES.map((code, index) => [index + 1, code]))('example %i prints what it promises', async (_, code) => {
    const { printed, promised } = await run(String(code));
    expect(promised.length).toBeGreaterThan(2);
    expect(printed).toEqual(promised);
  });
});
