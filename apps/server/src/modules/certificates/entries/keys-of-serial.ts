import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/**
 * Keys of this installation with the certificate of an entry, always in the same order. By the certificate itself when the entry knows
 * it, also in another agency (its owner moved); by its number within the agency otherwise.
 */
export async function findKeysOfSerial(
  tx: Tx,
  agencyId: string,
  serialKey: string,
): Promise<{ agency_id: string; id: string }[]> {
  return rawQuery(
    tx,
    `select key.agency_id, key.id from certificate key
     where (key.agency_id = $1 and ltrim(lower(key.serial), '0') = $2) or key.leaf_sha256 = (
       select entry.leaf_sha256 from certificate_entry entry
       where entry.agency_id = $1 and entry.serial_key = $2 and entry.serial_key <> '')
     order by key.agency_id, key.id`,
    [agencyId, serialKey],
  );
}
