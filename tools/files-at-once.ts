import { availableParallelism, totalmem } from 'node:os';

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
