import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../../platform/context.ts';

/** No message takes this long to read; what is older was left by a process that was killed. */
const OLD_MS = 6 * 3_600_000;

/** Where large attachments wait while their message is read. */
export function spoolDir(services: Pick<Services, 'config'>): string {
  return join(services.config.dataDir, 'tmp', 'interchange');
}

export async function forgetSpool(services: Services): Promise<void> {
  const dir = spoolDir(services);
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const path = join(dir, name);
    const found = await stat(path).catch(() => undefined);
    // The age of a file is a matter of the machine, not of the clock of the story.
    if (found !== undefined && Date.now() - found.mtimeMs > OLD_MS) {
      await rm(path, { force: true });
    }
  }
}
