import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/**
 * Changes whenever something is learnt that may change what was said of a signature: a list of an authority, a revocation or a
 * loss in the register, an anchor.
 */
export async function revocationMark(db: Db | Tx): Promise<string> {
  const [row] = await rawQuery<{ mark: string }>(
    db,
    `select md5(concat_ws('|',
       (select string_agg(sha256, ',' order by issuer_sha256, scope) from certificate_crl),
       (select string_agg(leaf_sha256 || revoked_at::text, ',' order by id) from certificate where revoked_at is not null),
       (select string_agg(certificate_id::text || lost_since::text, ',' order by id) from certificate_loss where state = 'open'),
       (select string_agg(sha256 || state, ',' order by id) from certificate_anchor where state in ('active', 'ended')))) as mark`,
    [],
  );
  return row?.mark ?? '';
}

/** Reported lost, not yet revoked: since when the key may have been in other hands. */
export async function listLost(db: Db | Tx): Promise<{ sha256: string; since: Date }[]> {
  return rawQuery(
    db,
    `select certificate.leaf_sha256 as sha256, loss.lost_since as since from certificate_loss loss
     join certificate on certificate.agency_id = loss.agency_id and certificate.id = loss.certificate_id
     where loss.state = 'open'`,
    [],
  );
}
