import { foldAccents } from '@congvu/vntext';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Names as lists of offices write them: without accents, capitals and doubled blanks. */
function fold(text: string): string {
  return foldAccents(text).replace(/\s+/g, ' ').trim();
}

const BELOW = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id
  )`;

function addName(names: Map<string, string | null>, name: string, id: string): void {
  const key = fold(name);
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
    const key = `${row.agency_id} ${fold(row.full_name)}`;
    const person = { id: row.id, unitKey: fold(row.unit_name ?? '') };
    people.set(key, [...(people.get(key) ?? []), person]);
  }
  return people;
}

/** The one person a line means: the only one of that name, or of several the only one of that unit. */
export function findNamed(
  people: ReadonlyMap<string, readonly NamedPerson[]>,
  line: { agencyId: string; fullName: string; unitName: string },
): string | null {
  const named = people.get(`${line.agencyId} ${fold(line.fullName)}`) ?? [];
  if (named.length === 1) {
    return named[0]?.id ?? null;
  }
  const unit = fold(line.unitName);
  const sameUnit = named.filter((person) => person.unitKey !== '' && person.unitKey === unit);
  return sameUnit.length === 1 ? (sameUnit[0]?.id ?? null) : null;
}
