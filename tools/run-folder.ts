import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { foldersLeft, placeForPassing } from '../apps/server/src/platform/testing/passing-folder.ts';

const PREFIX = 'congvu-run-';
const ENOUGH = 8 * 2 ** 30;

/** A folder of this run for everything that passes, open to the accounts of the database and of the mail servers. */
export function makeRunFolder(enough = ENOUGH, memory?: string): string {
  const place = placeForPassing(enough, memory);
  for (const left of foldersLeft(place, PREFIX)) {
    rmSync(left, { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(place, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o1777);
  return folder;
}
