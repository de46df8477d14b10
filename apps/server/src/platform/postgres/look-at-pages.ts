import { readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { judgePage, PAGE_BYTES } from './page-checksum.ts';

/** Main forks, free space and visibility maps, and their further segments of 1 GB; no temporary tables. */
const RELATION = /^\d+(?:_(?:fsm|vm|init))?(?:\.(\d+))?$/;
const BLOCKS_A_SEGMENT = 131_072;
const BLOCKS_AT_ONCE = 128;
/** A page that the server is writing at this moment reads torn; a rotten one reads the same again and again. */
const LOOKS = 5;
const BETWEEN_LOOKS_MS = 100;
const MOST_NAMED = 1_000;

export interface PagesSeen {
  pages: number;
  damaged: number;
  /** Below the cluster, with the number of the page: `base/16384/2619:3`. */
  places: string[];
}

function relationFiles(cluster: string): string[] {
  const databases = readdirSync(join(cluster, 'base')).map((name) => `base/${name}`);
  return ['global', ...databases].flatMap((folder) =>
    readdirSync(join(cluster, folder))
      .filter((name) => RELATION.test(name))
      .map((name) => `${folder}/${name}`),
  );
}

async function isRotten(file: FileHandle, at: number, block: number): Promise<boolean> {
  const page = new Uint8Array(PAGE_BYTES);
  for (let look = 0; look < LOOKS; look += 1) {
    const { bytesRead } = await file.read(page, 0, PAGE_BYTES, at);
    // Cut off meanwhile: the relation became shorter.
    if (bytesRead < PAGE_BYTES || judgePage(page, block) !== 'damaged') {
      return false;
    }
    await pause(BETWEEN_LOOKS_MS);
  }
  return true;
}

/** Undefined when it was dropped since the folder was read. */
async function openThere(path: string): Promise<FileHandle | undefined> {
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
}

/** Blocks among those just read that do not bear their checksum. */
function doubtful(bytes: Uint8Array, pages: number, first: number): number[] {
  return Array.from({ length: pages }, (_, index) => index).filter(
    (index) => judgePage(bytes.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES), first + index) === 'damaged',
  );
}

async function lookAtFile(cluster: string, name: string, bytes: Uint8Array, seen: PagesSeen): Promise<void> {
  const file = await openThere(join(cluster, name));
  if (file === undefined) {
    return;
  }
  const first = Number(RELATION.exec(name.split('/').at(-1) ?? '')?.[1] ?? 0) * BLOCKS_A_SEGMENT;
  try {
    for (let block = 0, isMore = true; isMore; block += BLOCKS_AT_ONCE) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, block * PAGE_BYTES);
      const pages = Math.floor(bytesRead / PAGE_BYTES);
      for (const index of doubtful(bytes, pages, first + block)) {
        if (await isRotten(file, (block + index) * PAGE_BYTES, first + block + index)) {
          seen.damaged += 1;
          seen.places.push(...(seen.places.length < MOST_NAMED ? [`${name}:${block + index}`] : []));
        }
      }
      seen.pages += pages;
      isMore = bytesRead === bytes.length;
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads every page of a cluster, also of a running one, and compares its checksum: what nobody opens rots unseen otherwise, and is
 * copied into every backup until the last good copy has been cleared away (T39).
 */
export async function lookAtPages(cluster: string): Promise<PagesSeen> {
  const seen: PagesSeen = { pages: 0, damaged: 0, places: [] };
  // One for all: a database has thousands of files of a page or two.
  const bytes = new Uint8Array(BLOCKS_AT_ONCE * PAGE_BYTES);
  for (const name of relationFiles(cluster)) {
    await lookAtFile(cluster, name, bytes, seen);
  }
  return seen;
}
