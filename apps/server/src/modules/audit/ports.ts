import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** What the log asks of the modules above: it holds ids, they know whose and what they are. */
export interface AuditPorts {
  /** Whether the person may read the document; false for anything that is none. */
  maySee(db: Db | Tx, subject: Subject, id: string): Promise<boolean>;
  /** Short names of documents of the agency by id, `12/UBND-VP: V/v …`. */
  nameDocuments(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<Map<string, string>>;
  /** Documents of the agency that are called so (number and symbol). */
  documentsNamed(db: Db | Tx, agencyId: string, text: string): Promise<string[]>;
}
