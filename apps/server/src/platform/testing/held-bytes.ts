import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes outside the heap that are really held: what waits for collection (of earlier tests too) is collected first. */
export function heldBytes(): number {
  if (typeof collect === 'function') {
    collect();
  }
  return process.memoryUsage().arrayBuffers;
}
