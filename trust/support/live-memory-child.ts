import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the office: on SIGUSR2 it collects all garbage and writes down what is still held. Resident memory grows until the
 * collector is in need, which at an office's load is hours away, and so tells no leak from idleness.
 */
const target = process.env.CONGVU_TRUST_MEMORY;

if (isMainThread && target !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    if (typeof collect === 'function') {
      collect();
    }
    const { heapUsed, external } = process.memoryUsage();
    appendFileSync(target, `${heapUsed + external}\n`);
  });
}
