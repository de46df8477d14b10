/** Runs the work over all items, so many at a time; answers in the order of the items. What one throws ends all. */
export async function atOnce<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item !== undefined) {
        answers[index] = await work(item);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  return answers;
}

export function portionsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** From here on a file is worked on alone: base, signed bytes and the judge's copy lie in memory together. */
const LARGE_BYTES = 16 * 1024 * 1024;
let lastLarge: Promise<unknown> = Promise.resolve();

/** Runs the work at once for a letter, one after the other for large files, whoever asks in this process. */
export async function withRoom<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  if (bytes < LARGE_BYTES) {
    return work();
  }
  const mine = lastLarge.then(work);
  lastLarge = mine.catch(() => undefined);
  return mine;
}
