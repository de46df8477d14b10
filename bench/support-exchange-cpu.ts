import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ticks of a program and those it has waited for, of /proc (clock ticks of 10 ms). */
function ticksOf(pid: string): { parent: string; ticks: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [, parent = '0'] = fields;
  return { parent, ticks: fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) };
}

/** Processor time so far of the PostgreSQL whose data lie somewhere in this folder. */
export function databaseSeconds(dir: string): number {
  const pidFile = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('postmaster.pid'),
  );
  if (pidFile === undefined || !existsSync('/proc/self/stat')) {
    return Number.NaN;
  }
  const postmaster = readFileSync(join(dir, pidFile), 'utf8').split('\n')[0] ?? '';
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const found = ticksOf(pid);
      ticks += pid === postmaster || found.parent === postmaster ? found.ticks : 0;
    } catch {
      // It ended while we looked.
    }
  }
  return ticks / 100;
}
