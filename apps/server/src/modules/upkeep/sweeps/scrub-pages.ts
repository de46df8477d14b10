import type { Services } from '../../../platform/context.ts';
import { command, systemContext } from '../../../platform/context.ts';
import { lookAtPages, type PagesSeen } from '../../../platform/postgres/look-at-pages.ts';
import { readProgress, writeProgress } from '../upkeep.store.ts';
import { recordForAll, sourceOf, type Upkeep } from '../upkeep.ts';

export interface PagesProgress extends PagesSeen {
  at: string;
}

export const PAGES = 'pages';
export const PAGES_SECONDS = 600;
const EVERY_MS = 86_400_000;
/** What stands in the log and on the page; the count says the rest. */
const NAMED = 20;

/**
 * Once a day every page of the embedded database is read and its checksum compared: the server itself compares only what somebody reads.
 * An external server is looked at by its own administrator (`pg_checksums`, `pg_basebackup`).
 */
export async function scrubPages(services: Services, upkeep: Upkeep): Promise<void> {
  const { cluster } = sourceOf(services);
  const before = await readProgress<PagesProgress>(services.db, PAGES);
  const now = upkeep.wall.now();
  const isDue = before === undefined || now.getTime() - new Date(before.at).getTime() >= EVERY_MS;
  if (cluster === undefined || !isDue) {
    return;
  }
  const { pages, damaged, places } = await lookAtPages(cluster);
  const seen: PagesProgress = { at: now.toISOString(), pages, damaged, places: places.slice(0, NAMED) };
  const context = systemContext(services);
  await command(context, async (tx) => {
    await writeProgress(tx, PAGES, seen, now);
    await recordForAll(tx, context, {
      action: damaged === 0 ? 'upkeep.pages_sound' : 'upkeep.pages_damaged',
      objectId: PAGES,
      detail: { pages, damaged, places: seen.places },
    });
  });
}
