import { nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

const BELOW = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id
  )`;

function addName(names: Map<string, string | null>, name: string, id: string): void {
  const key = nameKey(name);
  const present = names.get(key);
  names.set(key, present === undefined || present === id ? id : null);
}

/**
 * Agencies a list may name, the given one and those below it: folded name, short name or code → id; null where several are called so.
 */
export async function agenciesByName(db: Db | Tx, agencyId: string): Promise<Map<string, string | null>> {
  const rows = await rawQuery<{ id: string; name: string; short_name: string; code: string | null }>(
    db,
    `${BELOW} select agency.id, agency.name, agency.short_name, code.value as code
     from org_agency agency left join org_agency_code code on code.agency_id = agency.id
     where agency.id in (select id from scope)`,
    [agencyId],
  );
  const names = new Map<string, string | null>();
  for (const row of rows) {
    for (const name of [row.name, row.short_name, row.code ?? row.name]) {
      addName(names, name, row.id);
    }
  }
  return names;
}

/** The agency a line of a list names, the own one when it names none or none that can be found: then with the reason. */
export function findAgencyNamed(
  agencies: ReadonlyMap<string, string | null>,
  written: string,
  ownAgencyId: string,
): { agencyId: string; refusal?: string } {
  const found = written === '' ? ownAgencyId : agencies.get(nameKey(written));
  if (found === null) {
    return {
      agencyId: ownAgencyId,
      refusal: `Có nhiều cơ quan tên "${written}". Ghi mã định danh của cơ quan.`,
    };
  }
  return found === undefined
    ? {
        agencyId: ownAgencyId,
        refusal: `Không có cơ quan "${written}" trong phạm vi hướng dẫn. Ghi đúng tên hoặc mã định danh trong hệ thống.`,
      }
    : { agencyId: found };
}

export interface NamedPerson {
  id: string;
  /** Folded name of the unit of the first post; empty without one. */
  unitKey: string;
}

/** People of the given agency and those below it: agency id, a blank, folded full name → who is called so there. */
export async function peopleByName(
  db: Db | Tx,
  agencyId: string,
  on: string,
): Promise<Map<string, readonly NamedPerson[]>> {
  const rows = await rawQuery<{ id: string; agency_id: string; full_name: string; unit_name: string | null }>(
    db,
    `${BELOW} select person.id, person.agency_id, person.full_name, post.unit_name
     from org_person person
     left join lateral (
       select unit.name as unit_name from org_position position
       join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
       where position.person_id = person.id and (position.valid_to is null or position.valid_to >= $2)
       order by position.sort_order, position.id limit 1
     ) post on true
     where person.agency_id in (select id from scope)`,
    [agencyId, on],
  );
  const people = new Map<string, NamedPerson[]>();
  for (const row of rows) {
    const key = `${row.agency_id} ${nameKey(row.full_name)}`;
    const person = { id: row.id, unitKey: nameKey(row.unit_name ?? '') };
    people.set(key, [...(people.get(key) ?? []), person]);
  }
  return people;
}

/** The one person a line means: the only one of that name, or of several the only one of that unit. */
export function findNamed(
  people: ReadonlyMap<string, readonly NamedPerson[]>,
  line: { agencyId: string; fullName: string; unitName: string },
): string | null {
  const named = people.get(`${line.agencyId} ${nameKey(line.fullName)}`) ?? [];
  if (named.length === 1) {
    return named[0]?.id ?? null;
  }
  const unit = nameKey(line.unitName);
  const sameUnit = named.filter((person) => person.unitKey !== '' && person.unitKey === unit);
  return sameUnit.length === 1 ? (sameUnit[0]?.id ?? null) : null;
}
