import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../blobs.ts';

const FOLDER = /^[0-9a-f]{2}$/;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Seals what lies in the open in a store of the time before encryption; each file goes when its sealed twin is durable, so that it may be
 * broken off and called again. Files whose bytes are not those of their name stay where they are and are named.
 */
export async function importPlain(dir: string, blobs: BlobStore): Promise<{ sealed: number; damaged: string[] }> {
  const found = { sealed: 0, damaged: [] as string[] };
  const folders = existsSync(dir) ? readdirSync(dir).filter((name) => FOLDER.test(name)) : [];
  for (const folder of folders) {
    for (const name of readdirSync(join(dir, folder)).filter((one) => HASH.test(one))) {
      const path = join(dir, folder, name);
      try {
        await blobs.put(createReadStream(path), { sha256: name });
      } catch {
        found.damaged.push(name);
        continue;
      }
      await rm(path);
      found.sealed += 1;
    }
  }
  return found;
}
