import { flushCompileCache } from 'node:module';

/** The other end of `printApart`: prints the one job this process was started for. */
export function answerPrint<Job>(print: (job: Job) => Uint8Array | Promise<Uint8Array>): void {
  process.once('message', async (job) => {
    // The only sender is `printApart`, with the job this printer was written for.
    const bytes = await print(job as Job);
    // Whoever asked ends this process: what it compiled is kept now, where it is kept at all, and the next one starts in half the time.
    flushCompileCache();
    process.send?.(new Uint8Array(bytes));
  });
}
