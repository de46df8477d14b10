import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { Overtaken } from '../overtaken.ts';

/** One step of a sweep as a command of its own; what another process has done meanwhile is left as it is. */
export async function inSweep(context: Context, work: (tx: Tx) => Promise<void>): Promise<void> {
  await command(context, async (tx) => {
    await work(tx);
    return null;
  }).catch((error: unknown) => {
    if (!(error instanceof Overtaken)) {
      throw error;
    }
  });
}
