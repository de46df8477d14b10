import type { NotificationQuery } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type NotificationRow, notificationTables } from './notifications.tables.ts';

type Reader = Pick<Subject, 'agencyId' | 'personId'>;

/** Nobody counts further than "1000+". */
const MOST_COUNTED = 1_000;

export async function countUnread(db: Db | Tx, reader: Reader): Promise<number> {
  const [row] = await rawQuery<{ unread: number }>(
    db,
    `select count(*)::int as unread from (
       select 1 from notification where agency_id = $1 and person_id = $2 and read_at is null limit ${MOST_COUNTED}
     ) as counted`,
    [reader.agencyId, reader.personId],
  );
  return row?.unread ?? 0;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Newest first; one row more than asked tells that there is a next page. */
export async function findNotices(db: Db, reader: Reader, query: NotificationQuery): Promise<NotificationRow[]> {
  let rows = notificationTables(db)
    .selectFrom('notification')
    .selectAll()
    .where('agency_id', '=', reader.agencyId)
    .where('person_id', '=', reader.personId)
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.cursor !== undefined && UUID.test(query.cursor)) {
    rows = rows.where('id', '<', query.cursor);
  }
  if (query.unread !== undefined) {
    rows = rows.where('read_at', query.unread === 'true' ? 'is' : 'is not', null);
  }
  return rows.execute();
}

/** Marks unread notices of the reader and answers how many there were; those of others are not there for him. */
export async function markRead(
  tx: Tx,
  reader: Reader,
  chosen: { ids: string[] } | { upTo: string },
  now: Date,
): Promise<number> {
  const update = notificationTables(tx)
    .updateTable('notification')
    .set({ read_at: now })
    .where('agency_id', '=', reader.agencyId)
    .where('person_id', '=', reader.personId)
    .where('read_at', 'is', null);
  const updated = await ('ids' in chosen
    ? update.where('id', 'in', chosen.ids)
    : update.where('id', '<=', chosen.upTo)
  ).executeTakeFirst();
  return Number(updated.numUpdatedRows);
}
