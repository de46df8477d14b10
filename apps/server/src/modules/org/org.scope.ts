import { hasRole, type Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { Agency } from './org.store.ts';
import { orgTables } from './org.tables.ts';

/*
 * An administrator looks after the own agency and everything below it, now or ever. Whoever administers the top agency of the
 * installation also keeps the agencies that are addresses only, wherever they stand.
 */
const SCOPE = `
  with recursive above as (
    select id, parent_id, hosted from org_agency where id = $1
    union
    select agency.id, agency.parent_id, agency.hosted from org_agency agency join above on agency.id = above.parent_id
  ), below as (
    select id from org_agency where id = $1
    union
    select agency.id from org_agency agency join below on agency.parent_id = below.id
  )
  select id from below
  union
  select id from org_agency where not hosted and not exists (select 1 from above where hosted and id <> $1)`;

export async function listManagedAgencyIds(db: Db | Tx, subject: Subject): Promise<Set<string>> {
  // Who looks after nothing must not learn from a refusal which ids exist in the agencies below.
  if (!hasRole(subject, 'administrator', 'auditor')) {
    return new Set([subject.agencyId]);
  }
  const rows = await rawQuery<{ id: string }>(db, SCOPE, [subject.agencyId]);
  return new Set(rows.map((row) => row.id));
}

/** True when no agency of this installation stands above the one administered. */
export async function isTopAgency(db: Db | Tx, agencyId: string): Promise<boolean> {
  const [row] = await rawQuery<{ top: boolean }>(
    db,
    `with recursive above as (
       select id, parent_id, hosted from org_agency where id = $1
       union
       select agency.id, agency.parent_id, agency.hosted from org_agency agency join above on agency.id = above.parent_id
     ) select not exists (select 1 from above where hosted and id <> $1) as top`,
    [agencyId],
  );
  return row?.top ?? false;
}

function agencyNotFound() {
  return notFound(
    'org.agency_not_found',
    'Không tìm thấy cơ quan này trong phạm vi quản trị. Tải lại danh sách cơ quan.',
  );
}

/** What lies outside the administrator's agencies does not exist for him. */
export async function assertManaged(db: Db | Tx, subject: Subject, agencyId: string): Promise<void> {
  if (!(await listManagedAgencyIds(db, subject)).has(agencyId)) {
    throw agencyNotFound();
  }
}

export async function getManagedAgency(db: Db | Tx, subject: Subject, agencyId: string): Promise<Agency> {
  await assertManaged(db, subject, agencyId);
  const agency = await orgTables(db).selectFrom('org_agency').selectAll().where('id', '=', agencyId).executeTakeFirst();
  if (agency === undefined) {
    throw agencyNotFound();
  }
  return agency;
}

/** Changes of one agency wait for each other; rows that merely point to it do not (NO KEY). */
export async function lockManagedAgency(tx: Tx, subject: Subject, agencyId: string): Promise<Agency> {
  await assertManaged(tx, subject, agencyId);
  const agency = await orgTables(tx)
    .selectFrom('org_agency')
    .selectAll()
    .where('id', '=', agencyId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (agency === undefined) {
    throw agencyNotFound();
  }
  return agency;
}
