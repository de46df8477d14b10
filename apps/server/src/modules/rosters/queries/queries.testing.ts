/** For tests of what stands beside. */
export { listBatches } from './list-batches.ts';
export { listLines } from './list-lines.ts';
