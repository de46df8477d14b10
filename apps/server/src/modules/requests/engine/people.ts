import { nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** The personnel record as the forms ask for it, with the post of the day. */
export interface PersonRecord {
  personId: string;
  fullName: string;
  bornOn: string | null;
  email: string;
  phone: string;
  identityNumber: string;
  title: string;
  rank: string | null;
  unitId: string | null;
  unitName: string;
}

const RECORD = `
  select person.id as "personId", person.full_name as "fullName", person.born_on as "bornOn", person.email, person.phone,
    person.identity_number as "identityNumber", coalesce(post.title, '') as title, post.rank, post.unit_id as "unitId",
    coalesce(unit.name, '') as "unitName"
  from org_person person
  left join lateral (
    select title, rank, unit_id from org_position
    where person_id = person.id and agency_id = person.agency_id and valid_from <= $2 and (valid_to is null or valid_to >= $2)
    order by sort_order limit 1
  ) post on true
  left join org_unit unit on unit.agency_id = person.agency_id and unit.id = post.unit_id
  where person.agency_id = $1`;

/** @throws AppError 404 when nobody of this agency has the id */
export async function getPerson(db: Db | Tx, agencyId: string, personId: string, on: string): Promise<PersonRecord> {
  const [row] = await rawQuery<PersonRecord>(db, `${RECORD} and person.id = $3`, [agencyId, on, personId]);
  if (row === undefined) {
    throw notFound(
      'requests.not_found',
      'Không tìm thấy người này trong hồ sơ cán bộ của cơ quan. Chọn lại người trong danh sách gợi ý; cán bộ mới thì quản trị thêm hồ sơ trước.',
    );
  }
  return row;
}

/** People in service whose folded name has every word, by given name. */
export async function findPeople(
  db: Db | Tx,
  agencyId: string,
  query: string,
  on: string,
  limit: number,
): Promise<PersonRecord[]> {
  const words = nameKey(query)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return rawQuery<PersonRecord>(
    db,
    `${RECORD} and person.left_on is null and person.search_name like all ($3::text[])
     order by person.sort_name, person.id limit $4`,
    [agencyId, on, words.length === 0 ? ['%'] : words, limit],
  );
}

/** Folded name → person, for names only one person of the agency bears. */
export async function peopleByName(
  db: Db | Tx,
  agencyId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<{ key: string; id: string }>(
    db,
    `select search_name as key, min(id::text) as id from org_person
     where agency_id = $1 and search_name = any ($2::text[]) group by search_name having count(*) = 1`,
    [agencyId, [...new Set(names)]],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** People in office on the day who hold one of the roles, in the whole agency or in one unit. */
export async function peopleInRole(
  db: Db | Tx,
  where: { agencyId: string; roles: readonly string[]; unitId?: string; on: string },
): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `select distinct person_id as id from org_position
     where agency_id = $1 and roles && $2::text[] and valid_from <= $3 and (valid_to is null or valid_to >= $3)
       and ($4::uuid is null or unit_id = $4::uuid)`,
    [where.agencyId, where.roles, where.on, where.unitId ?? null],
  );
  return rows.map(({ id }) => id);
}
