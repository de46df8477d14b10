import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { comesBefore, SECONDS } from './long-files-first.ts';

test('every long file listed is there', () => {
  const missing = Object.keys(SECONDS).filter(
    (path) => !existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url))),
  );
  expect(missing).toEqual([]);
});

test('projects stay together, the longest file of each comes first', () => {
  const places = [
    { project: 'web', seconds: 9 },
    { project: 'e2e', seconds: 0 },
    { project: 'packages', seconds: 1 },
    { project: 'e2e', seconds: 300 },
    { project: 'server', seconds: 50 },
    { project: 'packages', seconds: 30 },
  ];
  expect(places.sort(comesBefore).map(({ project, seconds }) => `${project} ${seconds}`)).toEqual([
    'packages 30',
    'packages 1',
    'server 50',
    'e2e 300',
    'e2e 0',
    'web 9',
  ]);
});
