import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** What this module asks of those beside it; plugged in modules.ts. */
export interface CampaignsPorts {
  /** Whether the person may read this incoming or outgoing document of the own agency. */
  maySee(db: Db | Tx, subject: Subject, documentId: string): Promise<boolean>;
}
