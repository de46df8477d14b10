import { expect, test } from 'vitest';
import { withRoom } from './at-once.ts';

const LARGE = 64 * 1024 * 1024;

function watch() {
  const seen = { now: 0, most: 0 };
  return {
    seen,
    work: async () => {
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await new Promise((resolve) => setImmediate(resolve));
      seen.now -= 1;
      return seen.most;
    },
  };
}

test('large files are worked on one after the other, letters at once', async () => {
  const [large, small] = [watch(), watch()];
  await Promise.all([1, 2, 3].flatMap(() => [withRoom(LARGE, large.work), withRoom(1024, small.work)]));
  expect(large.seen).toEqual({ now: 0, most: 1 });
  expect(small.seen).toEqual({ now: 0, most: 3 });
});

test('one that fails fails alone', async () => {
  const failing = withRoom(LARGE, () => Promise.reject(new Error('broken')));
  const next = withRoom(LARGE, async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});
