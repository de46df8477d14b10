import { DemoPeople } from '@congvu/contracts';
import { vietnamDate } from '../platform/clock.ts';
import type { Context } from '../platform/context.ts';
import { defineRoute, type Route } from '../platform/http/route.ts';
import { rawQuery } from '../platform/sql.ts';
import { DEMO_PASSWORD, DEMO_PIN } from './demo-secrets.ts';

interface PersonRow {
  agencyId: string;
  agencyName: string;
  userName: string;
  displayName: string;
  title: string;
  unitName: string;
  roles: string[];
}

const PEOPLE = `
  select agency.id as "agencyId", agency.name as "agencyName", u.user_name as "userName", person.full_name as "displayName",
    position.title, unit.name as "unitName", position.roles
  from identity_user u
  join org_person person on person.id = u.person_id
  join lateral (
    select * from org_position p where p.person_id = person.id and p.agency_id = u.agency_id order by p.sort_order limit 1
  ) position on true
  join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
  join org_agency agency on agency.id = u.agency_id
  order by agency.sort_order, agency.name, position.sort_order, person.sort_name`;

async function listPeople(context: Context): Promise<DemoPeople> {
  const rows = await rawQuery<PersonRow>(context.db, PEOPLE, []);
  const agencies = new Map<string, DemoPeople['agencies'][number]>();
  for (const { agencyId, ...person } of rows) {
    const agency = agencies.get(agencyId) ?? { agencyId, agencyName: person.agencyName, people: [] };
    agency.people.push({ ...person, pin: DEMO_PIN });
    agencies.set(agencyId, agency);
  }
  return { password: DEMO_PASSWORD, agencies: [...agencies.values()], today: vietnamDate(context.clock.now()) };
}

/** Plugged in only with --demo: the page "Đăng nhập thử". */
export const demoRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/demo/people',
    policy: 'public',
    summary: 'Ai đăng nhập được bằng tên nào (chỉ có ở bản chạy thử)',
    response: DemoPeople,
    handle: (context) => listPeople(context),
  }),
];
