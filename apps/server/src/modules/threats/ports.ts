import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** What this module asks of those beside it; plugged in modules.ts. */
export interface ThreatsPorts {
  /**
   * Ways into a person's mailbox besides the password: app passwords are revoked, a forward of its own is cleared. Left out while the
   * mailboxes offer no such act: the incident then says that it is still to be done.
   */
  closeDoors?: (
    tx: Tx,
    context: Context,
    holder: { personId: string; agencyId: string },
  ) => Promise<{ secrets: number; forward: boolean }>;
}
