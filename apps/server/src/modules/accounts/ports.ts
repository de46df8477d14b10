import type { Db, Tx } from '../../platform/db.ts';

/** What this module asks of those above it. */
export interface AccountsPorts {
  /** Open tasks and drafts of the person: an account is shut only when nothing would be orphaned. */
  openWork(db: Db | Tx, person: { agencyId: string; personId: string }): Promise<number>;
}
