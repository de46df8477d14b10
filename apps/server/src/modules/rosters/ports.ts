import type { Db, Tx } from '../../platform/db.ts';

/** What this module asks of those above and beside it; plugged in modules.ts. */
export interface RostersPorts {
  /** Which days are worked; Monday to Friday when nothing is plugged in. */
  loadCalendar?: (db: Db | Tx) => Promise<(day: string) => boolean>;
}
