import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { findViolations, readPlan } from './arrows.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const PLAN = {
  packages: { vntext: [], nd30: ['vntext'] },
  apps: { server: ['nd30'], web: ['nd30'] },
  modules: { audit: { level: 0, uses: [] }, org: { level: 1, uses: ['audit'] } },
};

function plant(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'congvu-arrows-'));
  folders.push(root);
  for (const [name, source] of Object.entries({ 'modules.json': JSON.stringify(PLAN), ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), source);
  }
  return findViolations(root).map((violation) => violation.rule);
}

const SERVER = 'apps/server/src';

test.each([
  ['a package against its arrows', { 'packages/vntext/src/a.ts': "import { x } from '@congvu/nd30';" }],
  ['a module upwards', { [`${SERVER}/modules/audit/a.ts`]: "import { x } from '#modules/org';" }],
  [
    'the inside of another module',
    {
      [`${SERVER}/modules/org/a.ts`]: "import { x } from '../audit/record.ts';",
      [`${SERVER}/modules/audit/record.ts`]: '',
    },
  ],
  ['platform knowing a module', { [`${SERVER}/platform/a.ts`]: "import { x } from '#modules/org';" }],
  ['platform reaching into a module', { [`${SERVER}/platform/a.ts`]: "import { x } from '../modules/org/a.ts';" }],
  ['an unknown module', { [`${SERVER}/modules/org/a.ts`]: "import { x } from '#modules/nowhere';" }],
  ['pages importing the server', { 'apps/web/src/a.ts': "import { x } from '../../server/src/app.ts';" }],
  [
    'a circle of files',
    {
      'packages/nd30/src/a.ts': "import { b } from './b.ts';",
      'packages/nd30/src/b.ts': "import { a } from './a.ts';",
    },
  ],
  ['a dynamic import', { 'packages/vntext/src/a.ts': "const x = await import('@congvu/nd30');" }],
])('finds %s', (_name, files) => {
  expect(plant(files)).toHaveLength(1);
});

test('lets allowed arrows and type-only circles pass', () => {
  expect(
    plant({
      'packages/nd30/src/a.ts': "import { x } from '@congvu/vntext';\nimport type { B } from './b.ts';",
      'packages/nd30/src/b.ts': "import { a } from './a.ts';",
      [`${SERVER}/modules/org/a.ts`]:
        "import { record } from '#modules/audit';\nimport { db } from '../../platform/db.ts';",
      [`${SERVER}/app.ts`]: "import { org } from '#modules/org';",
    }),
  ).toEqual([]);
});

test('the plan itself only points downwards', () => {
  const { modules } = readPlan(fileURLToPath(new URL('..', import.meta.url)));
  for (const [name, { level, uses }] of Object.entries(modules)) {
    for (const used of uses) {
      expect(modules[used]?.level, `${name} → ${used}`).toBeLessThan(level);
    }
  }
});
