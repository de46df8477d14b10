import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeftOut } from '../check.ts';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu', '.'].map(
  (folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`,
);

/**
 * The clock of a machine for the processes that are started with its environment, also for what they start: libfaketime puts it ahead or
 * back while they run. Timers go on as they were, as on a machine whose date somebody sets.
 */
export interface MachineClock {
  env: NodeJS.ProcessEnv;
  /** Seconds from the true time. */
  set(seconds: number): void;
}

/** @throws LeftOut where libfaketime is not installed (Debian: `faketime`) */
export function createMachineClock(dir: string, name: string): MachineClock {
  const library = LIBRARIES.find(existsSync);
  if (library === undefined) {
    throw new LeftOut('cần thư viện libfaketime (Debian: apt install faketime)');
  }
  const file = join(dir, `${name}.clock`);
  const set = (seconds: number): void => writeFileSync(file, `${seconds >= 0 ? '+' : ''}${seconds}`, { mode: 0o644 });
  set(0);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // Semaphores of the library belong to a user, and PostgreSQL runs as another one.
      FAKETIME_DISABLE_SHM: '1',
    },
    set,
  };
}
