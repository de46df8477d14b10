import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type ClusterRow, type RetractionRow, type ThreatTables, threatTables } from './threats.tables.ts';

export interface Key {
  /** The guiding office. */
  agencyId: string;
  id: string;
}

export function missing() {
  return notFound(
    'threats.not_found',
    'Không tìm thấy mục này. Có thể mục thuộc cơ quan hướng dẫn khác; tải lại danh sách.',
  );
}

export function wrongState(what: string) {
  return conflict('threats.wrong_state', `${what} Tải lại trang để xem trạng thái hiện tại.`);
}

/** One at a time for each office: reports of twins become one cluster, numbers have no gaps. */
export async function lockOffice(tx: Tx, officeId: string): Promise<void> {
  await rawQuery(tx, 'insert into threat_office (agency_id) values ($1) on conflict (agency_id) do nothing', [
    officeId,
  ]);
  await rawQuery(tx, 'select 1 from threat_office where agency_id = $1 for update', [officeId]);
}

/** The next number of the office, under the lock of its row. */
export async function nextNumber(tx: Tx, officeId: string, counter: 'last_cluster' | 'last_incident'): Promise<number> {
  const [row] = await rawQuery<{ value: number }>(
    tx,
    `update threat_office set ${counter} = ${counter} + 1 where agency_id = $1 returning ${counter} as value`,
    [officeId],
  );
  if (row === undefined) {
    throw missing();
  }
  return row.value;
}

/** Of the own office only: the cluster of another does not exist here. */
export async function getCluster(db: Db | Tx, key: Key): Promise<ClusterRow> {
  const row = await threatTables(db)
    .selectFrom('threat_cluster')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

export async function lockCluster(tx: Tx, key: Key): Promise<ClusterRow> {
  const row = await threatTables(tx)
    .selectFrom('threat_cluster')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

export async function setCluster(
  tx: Tx,
  key: Key,
  set: Partial<Omit<ClusterRow, 'agency_id' | 'id' | 'reasons'>>,
): Promise<void> {
  await threatTables(tx)
    .updateTable('threat_cluster')
    .set(set)
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .execute();
}

export async function messagesOf(db: Db | Tx, key: Key): Promise<string[]> {
  const rows = await threatTables(db)
    .selectFrom('threat_cluster_message')
    .select('message_id')
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .execute();
  return rows.map((row) => row.message_id);
}

export async function addMessages(tx: Tx, key: Key, messageIds: readonly string[]): Promise<void> {
  await rawQuery(
    tx,
    `insert into threat_cluster_message (agency_id, message_id, cluster_id)
     select $1, id, $2 from unnest($3::uuid[]) id order by id on conflict (agency_id, message_id) do nothing`,
    [key.agencyId, key.id, messageIds],
  );
}

export async function findRetraction(db: Db | Tx, key: Key): Promise<RetractionRow | undefined> {
  return threatTables(db)
    .selectFrom('threat_retraction')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export type RuleRow = ThreatTables['threat_rule'];

export async function findRule(db: Db | Tx, key: Key): Promise<RuleRow | undefined> {
  return threatTables(db)
    .selectFrom('threat_rule')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function addEvent(tx: Tx, context: Context, key: Key, text: string): Promise<void> {
  const at = context.clock.now();
  await threatTables(tx)
    .insertInto('threat_event')
    .values({
      agency_id: key.agencyId,
      id: newId(at.getTime()),
      cluster_id: key.id,
      at,
      actor_name: context.subject?.displayName ?? 'Hệ thống',
      text,
    })
    .execute();
}

export type NoticeRow = ThreatTables['threat_notice'];

export async function findNotice(db: Db | Tx, key: Key): Promise<NoticeRow | undefined> {
  return threatTables(db)
    .selectFrom('threat_notice')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .executeTakeFirst();
}
