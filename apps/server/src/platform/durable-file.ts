import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes names that were created, renamed or removed in the folder survive a power cut (Windows has no such call). */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') {
    return;
  }
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a small secret or setting once and answers what stands there: of processes that start together the first one's text is
 * everyone's, nobody reads half of it, and it is on the disk before anything is built on it (security.md §2.9).
 */
export function createOnce(path: string, text: string): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
      linkSync(temporary, path);
    } catch (error) {
      if (!existsSync(path)) {
        throw error;
      }
    } finally {
      closeSync(handle);
      rmSync(temporary, { force: true });
    }
    syncFolder(dirname(path));
  }
  return readFileSync(path, 'utf8');
}

/** Puts another text in the place of a small secret or setting: whoever reads, and whatever the power does, the old one or the new one. */
export function replaceDurably(path: string, text: string): void {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}
