import type { AgencyDetail, AgencyTree } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { abilitiesFor, orgPolicies } from '../org.policy.ts';
import { type AgencyLineRow, type EventRow, presentAgencyLine, presentEvent } from '../org.presenter.ts';
import { getManagedAgency, listManagedAgencyIds } from '../org.scope.ts';
import { orgTables } from '../org.tables.ts';

// An ended agency is still shown with its last code.
const LINES = `
  select agency.id, agency.parent_id as "parentId", agency.name, agency.short_name as "shortName", agency.kind,
    agency.tier, agency.recipient_group as "group", agency.hosted, agency.valid_from as "validFrom",
    agency.valid_to as "validTo", code.value as code, coalesce(office.people, 0) as people
  from org_agency agency
  left join lateral (
    select value from org_agency_code where agency_id = agency.id
    order by valid_to is null desc, scheme desc, valid_from desc limit 1
  ) code on true
  left join (
    select agency_id, count(distinct person_id) as people from org_position
    where valid_from <= $2 and (valid_to is null or valid_to >= $2) group by agency_id
  ) office on office.agency_id = agency.id
  where agency.id = any($1::uuid[])
  order by agency.sort_order, agency.name`;

const EVENTS = `
  select id, kind, agency_id as "agencyId", successor_id as "successorId", effective_on as "effectiveOn", basis, detail
  from org_agency_event where agency_id = any($1::uuid[]) or successor_id = any($1::uuid[])
  order by effective_on desc, id desc`;

/** The agencies of the administrator as lines in time, with what happened to them and what will. */
export async function viewTree(context: ActingContext): Promise<AgencyTree> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  const today = vietnamDate(context.clock.now());
  const ids = [...(await listManagedAgencyIds(db, subject))];
  const lines = await rawQuery<AgencyLineRow>(db, LINES, [ids, today]);
  const events = await rawQuery<EventRow>(db, EVENTS, [ids]);
  return {
    today,
    rootId: subject.agencyId,
    agencies: lines.map((line) => presentAgencyLine(line, today)),
    events: events.map((event) => presentEvent(event, today)),
  };
}

const UNITS = `
  select unit.id, unit.parent_id as "parentId", unit.name, unit.symbol, unit.code, unit.valid_from as "validFrom",
    unit.valid_to as "validTo",
    (select count(distinct position.person_id) from org_position position
      where position.agency_id = unit.agency_id and position.unit_id = unit.id
        and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)) as people
  from org_unit unit where unit.agency_id = $1 order by unit.sort_order, unit.name`;

export async function viewAgency(context: ActingContext, agencyId: string): Promise<AgencyDetail> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  const agency = await getManagedAgency(db, subject, agencyId);
  const today = vietnamDate(context.clock.now());
  const [line] = await rawQuery<AgencyLineRow>(db, LINES, [[agencyId], today]);
  if (line === undefined) {
    throw new Error('an agency that was just found has no line');
  }
  const shown = presentAgencyLine(line, today);
  const codes = await orgTables(db)
    .selectFrom('org_agency_code')
    .select(['scheme', 'value', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('agency_id', '=', agencyId)
    .orderBy('scheme', 'desc')
    .orderBy('valid_from', 'desc')
    .execute();
  const names = await orgTables(db)
    .selectFrom('org_agency_name')
    .select(['name', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('agency_id', '=', agencyId)
    .orderBy('valid_from', 'desc')
    .execute();
  const onlyName = { name: agency.name, validFrom: agency.valid_from, validTo: agency.valid_to };
  return {
    ...shown,
    governingName: agency.governing_name,
    headingName: agency.heading_name,
    place: agency.place,
    symbol: agency.symbol,
    email: agency.email,
    collective: agency.collective,
    sortOrder: agency.sort_order,
    codes,
    names: names.length === 0 ? [onlyName] : names,
    units: await rawQuery<AgencyDetail['units'][number]>(db, UNITS, [agencyId, today]),
    abilities: abilitiesFor(subject, shown.state === 'ended', [
      'org.edit_agency',
      'org.record_event',
      'org.edit_unit',
      'org.edit_person',
      'org.delegate',
    ]),
  };
}
