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

interface OfficeOrder {
  dataDir: string;
  databaseUrl?: string;
  demo: boolean;
  at: string;
}

/** A whole office in this process, on a port of its own. */
export async function openOffice({ dataDir, databaseUrl, demo, at }: OfficeOrder): Promise<TestInstallation> {
  const clock = createFakeClock(at);
  const config = {
    ...readConfig(['--data', dataDir, '--port', '0', ...(demo ? ['--demo'] : [])], {}),
    databaseUrl,
    logLevel: 'silent',
  };
  const office = await startOffice(config, createLog('silent'), () => undefined, { clock });
  return { url: office.url, clock, dataDir, greeting: office.greeting, stop: () => office.stop() };
}
