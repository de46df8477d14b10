import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const profiler = new Session();
let profiles = 0;
profiler.connect();

/** A folder in BENCH_PROFILE gets what this process did in the last measured time. */
export async function endProfile(name: string): Promise<void> {
  const { BENCH_PROFILE: folder } = process.env;
  if (folder !== undefined) {
    const { profile } = await profiler.post('Profiler.stop');
    profiles += 1;
    writeFileSync(join(folder, `${name}-${profiles}.cpuprofile`), JSON.stringify(profile));
  }
}

export async function beginProfile(): Promise<void> {
  if (process.env['BENCH_PROFILE'] !== undefined) {
    await profiler.post('Profiler.enable');
    await profiler.post('Profiler.setSamplingInterval', { interval: 500 });
    await profiler.post('Profiler.start');
  }
}
