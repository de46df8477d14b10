import { parentPort, workerData } from 'node:worker_threads';

/** One pattern over one hostile text; whoever started it ends it when it takes too long. */
const { source, flags, text } = workerData as { source: string; flags: string; text: string }; // what checks/patterns.ts hands over
const pattern = new RegExp(source, flags);
const started = process.threadCpuUsage().user;
if (pattern.global) {
  for (const _ of text.matchAll(pattern)) {
    // All of them, as `replaceAll` would.
  }
} else {
  pattern.test(text);
}
parentPort?.postMessage((process.threadCpuUsage().user - started) / 1000);
