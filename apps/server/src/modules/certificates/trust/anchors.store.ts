import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type AnchorRow, certificateTables } from '../certificates.tables.ts';

/** False when the same certificate is trusted or proposed already. */
export async function insertAnchor(tx: Tx, row: AnchorRow): Promise<boolean> {
  const [stored] = await certificateTables(tx)
    .insertInto('certificate_anchor')
    .values(row)
    .onConflict((clash) => clash.column('sha256').where('state', 'in', ['proposed', 'active']).doNothing())
    .returning('id')
    .execute();
  return stored !== undefined;
}

const REAL: AnchorRow['programme'][] = ['official', 'public'];

/** Anchors of the demo programme count only while the demo runs. */
export async function listAnchors(
  db: Db | Tx,
  wanted: { demo: boolean; states: readonly AnchorRow['state'][] },
): Promise<AnchorRow[]> {
  return certificateTables(db)
    .selectFrom('certificate_anchor')
    .selectAll()
    .where('state', 'in', wanted.states)
    .where('programme', 'in', wanted.demo ? [...REAL, 'demo'] : REAL)
    .orderBy('added_at')
    .orderBy('id')
    .execute();
}

export async function lockAnchor(tx: Tx, id: string): Promise<AnchorRow> {
  const row = await certificateTables(tx)
    .selectFrom('certificate_anchor')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('certificates.anchor_not_found', 'Không tìm thấy nơi cấp chứng thư số này.');
  }
  return row;
}

export async function updateAnchor(tx: Tx, id: string, set: Partial<AnchorRow>): Promise<AnchorRow> {
  return certificateTables(tx)
    .updateTable('certificate_anchor')
    .set(set)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
