import type { Db, Tx } from '../../../platform/db.ts';
import { addDays } from './days.ts';
import { type CertificateEntryRow, entryTables } from './entries.tables.ts';

/** Of every agency of the installation: certificates in use that end within the days asked, the first to end first. */
export async function listExpiring(
  db: Db | Tx,
  { today, withinDays }: { today: string; withinDays: number },
): Promise<CertificateEntryRow[]> {
  return entryTables(db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('state', 'in', ['issued', 'active'])
    .where('valid_to', '>=', today)
    .where('valid_to', '<=', addDays(today, withinDays))
    .orderBy('valid_to')
    .orderBy('agency_id')
    .orderBy('id')
    .execute();
}
