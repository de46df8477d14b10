import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOffice } from '../../apps/server/src/app.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';

export interface TestInstallation {
  url: string;
  /** Stands still until moved: the days of March and April 2021. */
  clock: ReturnType<typeof createFakeClock>;
  dataDir: string;
  greeting: string[];
  stop(): Promise<void>;
}

/** A whole office in this process, on a folder and a port of its own. */
export async function startInstallation(options: { demo: boolean; at: string }): Promise<TestInstallation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'congvu-e2e-'));
  chmodSync(dataDir, 0o755);
  const clock = createFakeClock(options.at);
  const config = {
    ...readConfig(['--data', dataDir, '--port', '0', ...(options.demo ? ['--demo'] : [])], {}),
    logLevel: 'silent',
  };
  const office = await startOffice(config, createLog('silent'), () => undefined, { clock });
  return {
    url: office.url,
    clock,
    dataDir,
    greeting: office.greeting,
    stop: async () => {
      await office.stop();
      rmSync(dataDir, { recursive: true, force: true });
      rmSync(`${dataDir}-keys`, { recursive: true, force: true });
    },
  };
}

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium; undefined where there is none, and the journeys say that they were left out. */
export function findChromium(): string | undefined {
  return CANDIDATES.find((path) => existsSync(path));
}
