import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { listManagedAgencyIds } from './org.scope.ts';
import { type OrgTables, orgTables } from './org.tables.ts';

export type Person = OrgTables['org_person'];
export type Position = OrgTables['org_position'];

/** A person kept by one of the agencies that are administered. */
export async function getManagedPerson(
  db: Db | Tx,
  subject: Subject,
  personId: string,
  mode: 'read' | 'lock' = 'read',
): Promise<Person> {
  const query = orgTables(db).selectFrom('org_person').selectAll().where('id', '=', personId);
  const person = await (mode === 'lock' ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (person === undefined || !(await listManagedAgencyIds(db, subject)).has(person.agency_id)) {
    throw notFound('org.person_not_found', 'Không tìm thấy người này trong phạm vi quản trị. Tải lại danh sách.');
  }
  return person;
}

/** A post in one of the agencies that are administered; locked, since whoever asks is about to change it. */
export async function lockManagedPosition(tx: Tx, subject: Subject, positionId: string): Promise<Position> {
  const position = await orgTables(tx)
    .selectFrom('org_position')
    .selectAll()
    .where('id', '=', positionId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (position === undefined || !(await listManagedAgencyIds(tx, subject)).has(position.agency_id)) {
    throw notFound('org.position_not_found', 'Không tìm thấy chức vụ này trong phạm vi quản trị. Tải lại trang.');
  }
  return position;
}
