import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** What this module asks of those beside it; plugged in modules.ts. */
export interface ThreatsPorts {
  /** Ways into a person's mailboxes besides the password: app passwords are revoked, a forward of the own one is cleared. */
  closeDoors(
    tx: Tx,
    context: Context,
    holder: { personId: string; agencyId: string },
  ): Promise<{ secrets: number; forward: boolean }>;
}
