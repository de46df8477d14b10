import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ContentStore, StoredContent } from '@congvu/edxml';

/** Keeps attachments in files of one directory while a message is read, so that memory does not grow with them. */
export function fileStore(directory: string): ContentStore {
  let count = 0;
  return {
    create() {
      count += 1;
      const path = join(directory, `${count}.part`);
      const opening = open(path, 'wx');
      // The first write or close meets the failure; without this the process would end before.
      opening.catch(() => undefined);
      let size = 0;
      return {
        async write(chunk) {
          const file = await opening;
          await file.writeFile(chunk);
          size += chunk.length;
        },
        async close() {
          await (await opening).close();
          return storedFile(path, size);
        },
        async abort() {
          await (await opening).close();
          await rm(path, { force: true });
        },
      };
    },
  };
}

function storedFile(path: string, size: number): StoredContent {
  return {
    size,
    async *read(start = 0, end = size) {
      if (end > start) {
        yield* createReadStream(path, { start, end: end - 1 });
      }
    },
    async discard() {
      await rm(path, { force: true });
    },
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** Writes the content under its name, or "name (2)" when that is taken; never over an existing file or link. */
export async function extractTo(directory: string, name: string, content: StoredContent): Promise<string> {
  await mkdir(directory, { recursive: true });
  const { name: stem, ext } = parse(name);
  for (let turn = 1; ; turn += 1) {
    const path = join(directory, turn === 1 ? name : `${stem} (${turn})${ext}`);
    try {
      await pipeline(content.read(), createWriteStream(path, { flags: 'wx' }));
      return path;
    } catch (error) {
      if (!isTaken(error)) {
        throw error;
      }
    }
  }
}
