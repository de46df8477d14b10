import type { PersonPage, PersonQuery, PersonView } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { getManagedPerson, type Person } from '../org.people.ts';
import { orgPolicies } from '../org.policy.ts';
import { type PositionTermRow, presentPerson } from '../org.presenter.ts';
import { assertManaged } from '../org.scope.ts';

type PersonRow = Person & { agencyName: string };

const TERMS = `
  select position.person_id as "personId", position.id as "positionId", position.agency_id as "agencyId",
    agency.name as "agencyName", position.unit_id as "unitId", unit.name as "unitName", position.title, position.rank,
    position.roles, position.fields, position.valid_from as "validFrom", position.valid_to as "validTo"
  from org_position position
  join org_agency agency on agency.id = position.agency_id
  join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
  where position.person_id = any($1::uuid[])
  order by position.valid_to is null desc, position.valid_from desc, position.id`;

// Kept by the agency, or holding a post there that is not over.
const PEOPLE = `
  select person.*, home.name as "agencyName" from org_person person
  join org_agency home on home.id = person.agency_id
  where (person.agency_id = $1 or exists (select 1 from org_position position where position.person_id = person.id
      and position.agency_id = $1 and (position.valid_to is null or position.valid_to >= $2)))
    and ($3::uuid is null or exists (select 1 from org_position position where position.person_id = person.id
      and position.unit_id = $3::uuid and (position.valid_to is null or position.valid_to >= $2)))
    and (person.left_on is not null and person.left_on <= $2) = $4
    and not exists (select 1 from unnest($5::text[]) word
      where strpos(person.search_name || ' ' || lower(coalesce(person.code, '')), word) = 0)
    and ($6::text is null or (person.sort_name, person.id) > ($6::text, $7::uuid))
  order by person.sort_name, person.id limit $8`;

function readCursor(cursor: string | undefined): [string | null, string | null] {
  if (cursor === undefined) {
    return [null, null];
  }
  const [id, ...name] = Buffer.from(cursor, 'base64url').toString('utf8').split('\n');
  if (id === undefined || !/^[\da-f-]{36}$/.test(id)) {
    throw invalid('platform.invalid_input', 'Trang danh sách không còn đúng. Tải lại danh sách.');
  }
  return [name.join('\n'), id];
}

function writeCursor(person: Person): string {
  return Buffer.from(`${person.id}\n${person.sort_name}`).toString('base64url');
}

async function withTerms(
  context: ActingContext & { db: Db },
  people: readonly PersonRow[],
  today: string,
): Promise<PersonView[]> {
  const terms = await rawQuery<PositionTermRow>(context.db, TERMS, [people.map((person) => person.id)]);
  const byPerson = new Map<string, PositionTermRow[]>();
  for (const term of terms) {
    byPerson.set(term.personId, [...(byPerson.get(term.personId) ?? []), term]);
  }
  return people.map((person) => presentPerson(context.subject, person, byPerson.get(person.id) ?? [], today));
}

/** People of one agency by given name, a page at a time. */
export async function listPeople(context: ActingContext, query: PersonQuery): Promise<z.infer<typeof PersonPage>> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  await assertManaged(db, subject, query.agencyId);
  const today = vietnamDate(context.clock.now());
  const [name, id] = readCursor(query.cursor);
  const words = foldAccents(query.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = await rawQuery<PersonRow>(db, PEOPLE, [
    query.agencyId,
    today,
    query.unitId ?? null,
    query.left === 'true',
    words,
    name,
    id,
    query.limit + 1,
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: await withTerms(context, page, today),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
  };
}

export async function viewPerson(context: ActingContext, personId: string): Promise<PersonView> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  const person = await getManagedPerson(db, subject, personId);
  const [home] = await rawQuery<{ name: string }>(db, 'select name from org_agency where id = $1', [person.agency_id]);
  const today = vietnamDate(context.clock.now());
  const [view] = await withTerms(context, [{ ...person, agencyName: home?.name ?? '' }], today);
  if (view === undefined) {
    throw new Error('a person that was just found cannot be shown');
  }
  return view;
}
