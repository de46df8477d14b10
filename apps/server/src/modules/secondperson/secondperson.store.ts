import { GUARDED_DAYS } from '@congvu/contracts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type ChangeTable, secondPersonTables } from './secondperson.tables.ts';

export type ChangeRow = Selectable<ChangeTable>;

/** Undefined when another proposal for the same thing waits already. */
export async function insertChange(tx: Tx, row: Insertable<ChangeTable>): Promise<ChangeRow | undefined> {
  const stored = await secondPersonTables(tx)
    .insertInto('guarded_change')
    .values(row)
    .onConflict((clash) => clash.columns(['agency_id', 'kind', 'object_id']).where('state', '=', 'waiting').doNothing())
    .returning('id')
    .executeTakeFirst();
  // The number is read, not returned: it is another each time the statement is asked, also when it is taken back.
  return stored === undefined ? undefined : lockChange(tx, stored.id);
}

export function changeNotFound() {
  return notFound('secondperson.not_found', 'Không tìm thấy đề nghị này trong phạm vi của anh/chị. Tải lại trang.');
}

export async function lockChange(tx: Tx, id: string): Promise<ChangeRow> {
  const row = await secondPersonTables(tx)
    .selectFrom('guarded_change')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw changeNotFound();
  }
  return row;
}

export async function updateChange(
  tx: Tx,
  row: Pick<ChangeRow, 'agency_id' | 'id'>,
  set: Updateable<ChangeTable>,
): Promise<ChangeRow> {
  return secondPersonTables(tx)
    .updateTable('guarded_change')
    .set(set)
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

const SHOWN = 200;

/** Of the agencies looked after, and what was proposed from the own one; those that wait first, then the newest. */
export async function listChanges(
  db: Db | Tx,
  reach: { agencyIds: readonly string[]; own: string },
): Promise<(ChangeRow & { agency_name: string })[]> {
  return rawQuery(
    db,
    `select guarded_change.*, agency.name as agency_name
     from guarded_change join org_agency agency on agency.id = guarded_change.agency_id
     where guarded_change.agency_id = any ($1::uuid[]) or guarded_change.proposer_agency_id = $2
     order by (state = 'waiting') desc, proposed_at desc, guarded_change.id desc limit ${SHOWN}`,
    [reach.agencyIds, reach.own],
  );
}

export async function daysOf(db: Db | Tx, agencyId: string): Promise<number> {
  const row = await secondPersonTables(db)
    .selectFrom('guarded_setting')
    .select('days')
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return row?.days ?? GUARDED_DAYS.usual;
}

export async function writeDays(tx: Tx, agencyId: string, days: number): Promise<void> {
  await secondPersonTables(tx)
    .insertInto('guarded_setting')
    .values({ agency_id: agencyId, days })
    .onConflict((on) => on.column('agency_id').doUpdateSet({ days }))
    .execute();
}
