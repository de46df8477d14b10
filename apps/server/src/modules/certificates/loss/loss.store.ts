import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type CertificateRow, certificateTables, type LossRow } from '../certificates.tables.ts';

export async function insertLoss(tx: Tx, row: LossRow): Promise<void> {
  await certificateTables(tx).insertInto('certificate_loss').values(row).execute();
}

/** False when it was frozen or revoked in the meantime. */
export async function freeze(tx: Tx, certificate: { agencyId: string; id: string }, at: Date): Promise<boolean> {
  const row = await certificateTables(tx)
    .updateTable('certificate')
    .set({ frozen_at: at })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .where('frozen_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function setStoppedSessions(tx: Tx, loss: { agencyId: string; id: string }, count: number): Promise<void> {
  await certificateTables(tx)
    .updateTable('certificate_loss')
    .set({ stopped_sessions: count })
    .where('agency_id', '=', loss.agencyId)
    .where('id', '=', loss.id)
    .execute();
}

export async function unfreeze(tx: Tx, certificate: { agencyId: string; id: string }): Promise<CertificateRow> {
  return certificateTables(tx)
    .updateTable('certificate')
    .set({ frozen_at: null })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function lockLoss(tx: Tx, agencyId: string, id: string): Promise<LossRow> {
  const row = await certificateTables(tx)
    .selectFrom('certificate_loss')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('certificates.not_found', 'Không tìm thấy việc báo mất này. Tải lại trang chứng thư số.');
  }
  return row;
}

/**
 * The open reports of these keys, whose rows the caller holds. One that somebody is closing at this moment is left to him: he waits for
 * the key and finds it revoked.
 */
export async function takeOpenLosses(tx: Tx, keys: readonly { agency_id: string; id: string }[]): Promise<LossRow[]> {
  if (keys.length === 0) {
    return [];
  }
  return certificateTables(tx)
    .selectFrom('certificate_loss')
    .selectAll()
    .where((where) =>
      where.or(
        keys.map((key) => where.and([where('agency_id', '=', key.agency_id), where('certificate_id', '=', key.id)])),
      ),
    )
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
}

/** False when somebody closed it in the meantime. */
export async function closeLossRow(
  tx: Tx,
  loss: { agencyId: string; id: string },
  set: Pick<LossRow, 'state' | 'closed_at' | 'closed_by' | 'closed_note'>,
): Promise<boolean> {
  const row = await certificateTables(tx)
    .updateTable('certificate_loss')
    .set(set)
    .where('agency_id', '=', loss.agencyId)
    .where('id', '=', loss.id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** An office reports a few losses a year; the list holds the newest. */
const LIMIT = 100;

export async function listLossRows(
  db: Db,
  agencyId: string,
): Promise<{ loss: LossRow; certificate: CertificateRow }[]> {
  const tables = certificateTables(db);
  const losses = await tables
    .selectFrom('certificate_loss')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy('reported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(LIMIT)
    .execute();
  if (losses.length === 0) {
    return [];
  }
  const certificates = await tables
    .selectFrom('certificate')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where(
      'id',
      'in',
      losses.map((loss) => loss.certificate_id),
    )
    .execute();
  const byId = new Map(certificates.map((row) => [row.id, row]));
  return losses.flatMap((loss) => {
    const certificate = byId.get(loss.certificate_id);
    return certificate === undefined ? [] : [{ loss, certificate }];
  });
}
