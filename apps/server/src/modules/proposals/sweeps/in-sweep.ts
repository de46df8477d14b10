import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { Overtaken } from '../overtaken.ts';

/** One step of a sweep as a command of its own; what another process has done meanwhile is left as it is. */
export async function inSweep(context: Context, work: (tx: Tx) => Promise<void>): Promise<void> {
  await command(context, async (tx) => {
    await work(tx);
    return null;
  }).catch((error: unknown) => {
    if (error instanceof AppError) {
      // One agency that cannot be helped must not keep the others waiting.
      context.log.warn({ err: error }, 'a proposal could not be made, will be tried again');
      return;
    }
    if (!(error instanceof Overtaken)) {
      throw error;
    }
  });
}
