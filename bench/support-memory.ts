import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** Peak of this program alone: what the kernel reports for the process starts with its parent's. */
export function peakMiB(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return Math.round((found === undefined ? process.resourceUsage().maxRSS : Number(found)) / 1_024);
}
