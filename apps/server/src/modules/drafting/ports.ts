import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** What this module asks of those above it, whose documents a draft answers or stands on. */
export interface DraftingPorts {
  /** Whether the person may read this incoming or outgoing document of the own agency. */
  maySee(db: Db | Tx, subject: Subject, documentId: string): Promise<boolean>;
}
