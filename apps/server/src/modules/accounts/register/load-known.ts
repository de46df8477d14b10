import { nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { RegisterSheet } from '../../../platform/tables/register-sheet.ts';
import { IN_USE } from '../accounts.states.ts';
import { accountNameKey } from '../accounts.store.ts';
import { accountTables } from '../accounts.tables.ts';
import { SCOPE } from '../waste.sql.ts';
import type { AccountField } from './account-columns.ts';
import type { Known, KnownPerson } from './judge-rows.ts';

interface AgencyRow {
  id: string;
  name: string;
  short_name: string;
  code: string | null;
}

function addName(names: Map<string, string | null>, name: string, id: string): void {
  const key = nameKey(name);
  const present = names.get(key);
  names.set(key, present === undefined || present === id ? id : null);
}

async function loadAgencies(db: Db | Tx, agencyId: string): Promise<Map<string, string | null>> {
  const rows = await rawQuery<AgencyRow>(
    db,
    `with recursive ${SCOPE} select agency.id, agency.name, agency.short_name, code.value as code
     from org_agency agency
     left join org_agency_code code on code.agency_id = agency.id
     where agency.id in (select id from scope)`,
    [agencyId, true],
  );
  const names = new Map<string, string | null>();
  for (const row of rows) {
    addName(names, row.name, row.id);
    addName(names, row.short_name, row.id);
    if (row.code !== null) {
      addName(names, row.code, row.id);
    }
  }
  return names;
}

async function loadPeople(db: Db | Tx, agencyId: string, today: string): Promise<Map<string, KnownPerson[]>> {
  const rows = await rawQuery<{ id: string; agency_id: string; full_name: string; unit_name: string | null }>(
    db,
    `with recursive ${SCOPE} select person.id, person.agency_id, person.full_name, post.unit_name
     from org_person person
     left join lateral (
       select unit.name as unit_name from org_position position
       join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
       where position.person_id = person.id and (position.valid_to is null or position.valid_to >= $3)
       order by position.sort_order, position.id limit 1
     ) post on true
     where person.agency_id in (select id from scope)`,
    [agencyId, true, today],
  );
  const people = new Map<string, KnownPerson[]>();
  for (const row of rows) {
    const person = {
      id: row.id,
      agency_id: row.agency_id,
      name_key: nameKey(row.full_name),
      unit_key: nameKey(row.unit_name ?? ''),
    };
    const key = `${person.agency_id} ${person.name_key}`;
    people.set(key, [...(people.get(key) ?? []), person]);
  }
  return people;
}

/** Everything the rows of one file are compared with, in five statements. */
export async function loadKnown(
  db: Db | Tx,
  asked: { agencyId: string; today: string; sheet: Pick<RegisterSheet<AccountField>, 'rows' | 'letters'> },
): Promise<Known> {
  const keys = [...new Set(asked.sheet.rows.map((row) => accountNameKey(row.values.name)))];
  const [agencies, people, accounts, signIns, users] = await Promise.all([
    loadAgencies(db, asked.agencyId),
    loadPeople(db, asked.agencyId, asked.today),
    accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where((where) => where('name_key', '=', where.fn.any(where.val(keys))))
      .execute(),
    accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where('source', '=', 'sign_in')
      .where('state', 'in', IN_USE)
      .execute(),
    rawQuery<{ user_name: string; person_id: string }>(
      db,
      'select user_name, person_id from identity_user where user_name = any($1::text[])',
      [keys],
    ),
  ]);
  return {
    today: asked.today,
    ownAgencyId: asked.agencyId,
    agencies,
    people,
    accounts: new Map(accounts.map((row) => [row.name_key, row])),
    signIns: new Map(signIns.flatMap((row) => (row.person_id === null ? [] : [[row.person_id, row] as const]))),
    userNames: new Map(users.map((row) => [row.user_name, row.person_id])),
    letters: asked.sheet.letters,
  };
}
