import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as edxml from '@congvu/edxml';
import { expect, test } from 'vitest';
import * as conformance from '../src/conformance.ts';
import * as axis from '../src/index.ts';
import * as node from '../src/node-transport.ts';
import * as simulator from '../src/simulator.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const MODULES: Record<string, object> = {
  '@congvu/axis': axis,
  '@congvu/axis/node': node,
  '@congvu/axis/simulator': simulator,
  '@congvu/axis/conformance': conformance,
  '@congvu/edxml': edxml,
  'node:crypto': crypto,
};

test('the examples of the README are one program that prints what it promises', async () => {
  const code = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block).join('\n');
  const promised = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
  const body = code
    .replace(/^import (\{[^}]*\}) from '([^']*)';$/gm, "const $1 = modules['$2'];")
    .replaceAll(' as const', '');
  const printed: string[] = [];
  const script = new Function('modules', 'console', `return (async () => {${body}})();`);
  await script(MODULES, { log: (...values: unknown[]) => printed.push(values.map(String).join(' ')) });
  expect(promised.length).toBeGreaterThan(8);
  expect(printed).toEqual(promised);
});
