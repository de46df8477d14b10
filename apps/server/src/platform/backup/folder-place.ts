import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { appendFile, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, syncFolder } from '../durable-file.ts';
import type { Place, PlacedFile } from './place.ts';

async function writeDurably(path: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const bytes of source) {
      await handle.writeFile(bytes);
      size += bytes.length;
    }
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

function statOf(path: string): Omit<PlacedFile, 'name'> {
  const { mtime, size } = statSync(path);
  return { at: mtime, bytes: size };
}

async function* walkFolder(dir: string, folder: string): AsyncGenerator<PlacedFile> {
  const path = join(dir, folder);
  for (const entry of existsSync(path) ? readdirSync(path, { withFileTypes: true }) : []) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* walkFolder(dir, name);
    } else {
      yield { name, ...statOf(join(dir, name)) };
    }
  }
}

/** A file is written beside, synced, looked at and then named: under its name it is whole, whatever the power does. */
export function folderPlace(dir: string): Place {
  const temporary = join(dir, 'tmp');
  const settle = async (path: string, name: string): Promise<void> => {
    const target = join(dir, name);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    await rename(path, target);
    syncFolder(dirname(target));
  };
  return {
    text: dir,
    lanes: 1,
    isEmpty: async () => !existsSync(dir) || readdirSync(dir).length === 0,
    has: async (name) => existsSync(join(dir, name)),
    read: (name) => createReadStream(join(dir, name)),
    readText: async (name) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : undefined),
    put: async (name, source, look) => {
      mkdirSync(temporary, { recursive: true, mode: 0o700 });
      const path = join(temporary, randomUUID());
      try {
        const size = await writeDurably(path, source);
        await look?.(createReadStream(path));
        await settle(path, name);
        return size;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    putOnce: async (name, text) => createOnce(join(dir, name), text),
    append: async (name, text) => {
      const path = join(dir, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (!existsSync(path)) {
        await writeFile(path, '', { mode: 0o600 });
      }
      await appendFile(path, text, { flush: true });
    },
    list: async (folder) => (existsSync(join(dir, folder)) ? readdirSync(join(dir, folder)).sort() : []),
    walk: (folder) => walkFolder(dir, folder),
    stat: async (name) => statOf(join(dir, name)),
    remove: (name) => rm(join(dir, name), { force: true }),
    removeUnfinished: () => rm(temporary, { recursive: true, force: true }),
  };
}
