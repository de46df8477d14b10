import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as edxml from '@congvu/edxml';
import { describe, expect, test } from 'vitest';
import * as conformance from '../src/conformance.ts';
import * as axis from '../src/index.ts';
import * as node from '../src/node-transport.ts';
import * as simulator from '../src/simulator.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const EXAMPLES = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const MODULES: Record<string, object> = {
  '@congvu/axis': axis,
  '@congvu/axis/node': node,
  '@congvu/axis/simulator': simulator,
  '@congvu/axis/conformance': conformance,
  '@congvu/edxml': edxml,
  'node:crypto': crypto,
};

/** Runs an example as it stands; each console.log must print what the comment behind it says. */
async function run(code: string): Promise<{ printed: string[]; promised: string[] }> {
  const printed: string[] = [];
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? '');
  const body = code.replace(/^import (\{[^}]*\}) from '([^']*)';$/gm, "const $1 = modules['$2'];");
  const script = new Function('modules', 'console', `return (async () => {${body}})();`);
  await script(MODULES, { log: (...values: unknown[]) => printed.push(values.map(String).join(' ')) });
  return { printed, promised };
}

describe('README', () => {
  test('has its four examples', () => {
    expect(EXAMPLES).toHaveLength(4);
  });

  test.each(EXAMPLES.map((code, index) => [index + 1, code]))('example %i prints what it promises', async (_, code) => {
    const { printed, promised } = await run(String(code));
    expect(promised.length).toBeGreaterThan(1);
    expect(printed).toEqual(promised);
  });
});
