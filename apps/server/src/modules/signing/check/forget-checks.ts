import type { Services } from '../../../platform/context.ts';
import { deleteExpiredChecks } from './check.store.ts';
import { forgetOldFiles } from './temporary-files.ts';

/** Checks are nobody's record: after their hour the answer and the bytes are gone. */
export async function forgetChecks(services: Services): Promise<void> {
  const now = services.clock.now();
  await deleteExpiredChecks(services.db, now);
  await forgetOldFiles(services, now);
}
