import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Foundations, openFoundations } from '../apps/server/src/office.ts';
import { createFakeClock } from '../apps/server/src/platform/clock.ts';
import { readConfig } from '../apps/server/src/platform/config.ts';
import { createLog } from '../apps/server/src/platform/log.ts';

export interface BenchOffice extends Foundations {
  clock: ReturnType<typeof createFakeClock>;
}

/** An office on an empty folder with a durable database of its own, as `npm start` would make it; gone after close. */
export async function openBenchOffice(now: string): Promise<BenchOffice> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-bench-'));
  chmodSync(dir, 0o755);
  const clock = createFakeClock(now);
  const config = {
    ...readConfig(['--data', join(dir, 'data'), '--demo'], {}),
    databaseUrl: process.env.BENCH_DATABASE_URL,
  };
  const foundations = await openFoundations(config, createLog('warn'), () => undefined, clock);
  return {
    ...foundations,
    clock,
    close: async () => {
      await foundations.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

export interface Spread {
  p50: number;
  p95: number;
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
  return { p50: at(0.5), p95: at(0.95) };
}
