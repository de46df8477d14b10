import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';

export const REFRESH_JOB = 'certificates.refresh_lists';

const MAKE_DUE = `
  update certificate_service set next_try_at = null
  where kind = 'crl' and url = any($1) and not exists (select 1 from certificate_crl where source = url)`;

/**
 * In the transaction that trusts an authority, or brings a certificate of one below it: lists nobody could read so far are fetched
 * at once. Until then whatever it signs stays open, here and where it is sent.
 */
export async function refreshListsSoon(tx: Tx, crlUrls: readonly string[]): Promise<void> {
  if (crlUrls.length > 0) {
    await rawQuery(tx, MAKE_DUE, [crlUrls]);
    await enqueue(tx, REFRESH_JOB, {}, { key: REFRESH_JOB });
  }
}
