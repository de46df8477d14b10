import { open } from 'node:fs/promises';

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Syncs of one directory that are asked for while one runs are one, which starts when that has ended: it covers every rename that was
 * done when it was asked for.
 */
export function createDirectorySync(): (path: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const run = (path: string): Promise<void> => {
    const work = syncDirectory(path).finally(() => running.delete(path));
    running.set(path, work);
    return work;
  };
  return (path) => {
    const now = running.get(path);
    if (now === undefined) {
      return run(path);
    }
    const queued =
      next.get(path) ??
      now
        .catch(() => undefined)
        .then(() => {
          next.delete(path);
          return run(path);
        });
    next.set(path, queued);
    return queued;
  };
}
