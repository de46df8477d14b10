import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A register of ten thousand rows is the longest. */
const LIMIT_MS = 120_000;

/** Where this process keeps compiled code, if it does; it says nothing else about us. */
function cacheOnly(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: folder } = process.env;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/**
 * Prints in a process of its own: it must not hold up the office, sees nothing of its environment, and its memory goes back to
 * the system at once. `printer` is a script that answers the job it is sent with the bytes of a PDF.
 */
export async function printApart(printer: URL, job: object): Promise<Buffer> {
  return new Promise<Buffer>((resolve, reject) => {
    const child = fork(printer, [], { serialization: 'advanced', timeout: LIMIT_MS, env: cacheOnly(), execArgv: [] });
    let printed: Buffer | undefined;
    // The printer is started with nothing else to say than the bytes.
    child.once('message', (bytes) => {
      printed = Buffer.from(bytes as Uint8Array);
      child.kill();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      printed === undefined
        ? reject(new Error(`${fileURLToPath(printer)} ended with ${code ?? signal}`))
        : resolve(printed),
    );
    child.send(job);
  });
}
