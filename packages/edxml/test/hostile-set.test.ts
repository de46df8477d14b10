import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_FILES } from './hostile-files.ts';

interface Line {
  name?: string;
  end?: string;
  peakMegabytes?: number;
}

const CHILD = fileURLToPath(new URL('./hostile-child.ts', import.meta.url));
let lines: Line[] = [];

beforeAll(() => {
  const output = execFileSync(process.execPath, ['--expose-gc', CHILD], { encoding: 'utf8', timeout: 120_000 });
  lines = output
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}, 120_000);

describe('the hostile set, read in a process of its own', () => {
  test('has at least sixty files, each once', () => {
    expect(new Set(HOSTILE_FILES.map(({ name }) => name)).size).toBe(HOSTILE_FILES.length);
    expect(HOSTILE_FILES.length).toBeGreaterThanOrEqual(60);
    expect(lines).toHaveLength(HOSTILE_FILES.length + 1);
  });

  test.each(HOSTILE_FILES.map(({ name, end }, index) => ({ name, end, index })))(
    '$name: $end',
    ({ name, end, index }) => {
      expect(lines[index]).toMatchObject({ name, end });
    },
  );

  test('memory stays bounded through all of them', () => {
    expect(lines.at(-1)?.peakMegabytes).toBeLessThan(200);
  });
});
