import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPLACES = /\bvi\.(?:mock|doMock)\(/;

test('files of a project share their modules: only a *.mocked.test.tsx, which runs apart, replaces one', () => {
  const tests = globSync('{apps,packages,tools,e2e}/**/*.test.{ts,tsx}', {
    cwd: ROOT,
    exclude: ['**/node_modules/**'],
  });
  const replacing = tests.filter((path) => REPLACES.test(readFileSync(join(ROOT, path), 'utf8')));
  expect(replacing.length).toBeGreaterThan(0);
  expect(replacing.filter((path) => !path.endsWith('.mocked.test.tsx'))).toEqual([]);
});
