import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url));

test.each([
  ['write', 133],
  ['read', 100],
  ['unwrap', 100],
])('an attachment of 100 MB: %s adds less than 60 MB to the process', (mode, expected) => {
  const answer: unknown = JSON.parse(
    execFileSync(process.execPath, [CHILD, mode], { encoding: 'utf8', timeout: 60_000 }),
  );
  expect(answer).toMatchObject({ megabytes: expected });
  expect(answer).toHaveProperty('peakMegabytes');
  expect(Number((answer as { peakMegabytes: number }).peakMegabytes)).toBeLessThan(60);
});
