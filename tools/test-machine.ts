import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const GIGABYTE = 2 ** 30;
/** What one process of tests holds at its worst, with its share of the database and of a browser. */
const OF_ONE = 3 * GIGABYTE;
/** More ask one database and one disk for more than they give. */
const MOST = 6;

/**
 * Files of tests that run at a time: one more than there are processors, since each waits for the database, for a browser or
 * for programs about a third of its time; fewer where memory is short, and never fewer than two.
 */
export function filesAtOnce(processors = availableParallelism(), memory = totalmem()): number {
  return Math.max(2, Math.min(processors + 1, Math.floor(memory / OF_ONE), MOST));
}

/** Memory that is a folder: what tests write there costs no disk, and waiting until it is safe on the disk takes no time. */
const MEMORY = '/dev/shm';
const ENOUGH = 8 * GIGABYTE;

const NAME = /^congvu-run-(?<runner>\d+)-/;

function isAlive(runner: number): boolean {
  try {
    process.kill(runner, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function hasRoom(place: string, enough: number): boolean {
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize >= enough && freemem() >= enough;
  } catch {
    return false;
  }
}

/**
 * A folder of this run for everything that passes, open to the accounts of the database and of the mail servers. Containers often
 * have a few megabytes of memory there; then it is on the disk. What a killed run left in memory goes first.
 */
export function makeRunFolder(memory = MEMORY, enough = ENOUGH): string {
  const place = hasRoom(memory, enough) ? memory : tmpdir();
  for (const name of readdirSync(place)) {
    const runner = NAME.exec(name)?.groups?.runner;
    if (runner !== undefined && !isAlive(Number(runner))) {
      rmSync(join(place, name), { recursive: true, force: true });
    }
  }
  const folder = mkdtempSync(join(place, `congvu-run-${process.pid}-`));
  chmodSync(folder, 0o1777);
  return folder;
}
