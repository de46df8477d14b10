import type { Subject } from '../../../platform/authorise.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { seesAll } from '../incoming.policy.ts';
import { incomingTables } from '../incoming.tables.ts';
import { isViewer } from '../incoming.viewers.ts';

/** As `incoming.read`, for modules that only keep the id: false for another agency and for what is no incoming document. */
export async function maySeeIncoming(db: Db | Tx, subject: Subject, documentId: string): Promise<boolean> {
  const row = await incomingTables(db)
    .selectFrom('incoming_document')
    .select('id')
    .where('agency_id', '=', subject.agencyId)
    .where('id', '=', documentId)
    .executeTakeFirst();
  return row !== undefined && (seesAll(subject) || (await isViewer(db, subject, documentId)));
}
