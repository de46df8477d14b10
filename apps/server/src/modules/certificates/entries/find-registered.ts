import type { Db, Tx } from '../../../platform/db.ts';
import type { CertificateRef } from '../ports.ts';
import { entryTables } from './entries.tables.ts';

/** What the register knows of a key besides the key: the device it is in, the registered mailbox. */
export async function findRegistered(
  db: Db | Tx,
  { agencyId, certificateId }: CertificateRef,
): Promise<{ tokenSerial: string | null; email: string }> {
  const row = await entryTables(db)
    .selectFrom('certificate_entry as entry')
    .leftJoin('certificate_token as token', (join) =>
      join.onRef('token.agency_id', '=', 'entry.agency_id').onRef('token.id', '=', 'entry.token_id'),
    )
    .select(['token.serial as tokenSerial', 'entry.email'])
    .where('entry.agency_id', '=', agencyId)
    .where('entry.certificate_id', '=', certificateId)
    .executeTakeFirst();
  return row ?? { tokenSerial: null, email: '' };
}
