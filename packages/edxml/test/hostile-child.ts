// Reads every hostile file in a process of its own and tells on standard output what became of each, one JSON line a file:
// {name, end, milliseconds, cpuMilliseconds}, and last {peakMegabytes}: growth of the resident memory over what the process had
// before. Run with --expose-gc, so that what the making of a file left behind does not count as the reading of the next.
import { existsSync, readFileSync } from 'node:fs';
import { EdxmlError, memoryStore, parseEdxml } from '../src/index.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

const STATUS = '/proc/self/status';

/** Highest resident memory of this process so far, in MiB. */
function peak(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return (found === undefined ? process.resourceUsage().maxRSS : Number(found)) / 1024;
}

async function endOf(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  try {
    const { attachments } = await parseEdxml(bytes, { store: memoryStore(24 * 1024 * 1024) });
    const [first] = attachments;
    const isLeft = first?.mediaType === 'application/zip' && !first.wasWrapped;
    return first?.error?.code ?? (isLeft ? 'left_as_it_came' : 'read');
  } catch (error) {
    return error instanceof EdxmlError ? error.code : `${error}`;
  }
}

const before = peak();
for (const file of HOSTILE_FILES) {
  const bytes = file.bytes();
  globalThis.gc?.();
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const end = await endOf(bytes);
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  const { user, system } = process.cpuUsage(cpu);
  const line = { name: file.name, end, milliseconds, cpuMilliseconds: Math.round((user + system) / 100) / 10 };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
process.stdout.write(`${JSON.stringify({ peakMegabytes: Math.round(peak() - before) })}\n`);
