import { accessSync, constants, readdirSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../postgres/postmaster.ts';

/**
 * Memory that is a folder: waiting until a file is safe on the disk takes no time there, and a database of 1,500 files is copied in 50 ms,
 * on a disk that has seen many in a second or two.
 */
const MEMORY = '/dev/shm';

/** Containers often have a few megabytes of memory there; then, and everywhere but on Linux, the folder for passing files. */
export function placeForPassing(enough: number, memory = MEMORY): string {
  try {
    accessSync(memory, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= enough && freemem() >= enough ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Folders named by a prefix and the number of a process that is no more: what runs that were killed left. */
export function foldersLeft(place: string, prefix: string): string[] {
  return readdirSync(place)
    .filter((name) => {
      const [runner, ...rest] = name.startsWith(prefix) ? name.slice(prefix.length).split('-') : [];
      return runner !== undefined && rest.length > 0 && /^\d+$/.test(runner) && !isAlive(Number(runner));
    })
    .map((name) => join(place, name));
}
