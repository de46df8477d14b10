import { printDate } from '@congvu/forms';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds } from '../org.scope.ts';
import { ALWAYS } from '../tree/plan-agencies.ts';
import type { Column } from './columns.ts';
import { SHEETS, type Sheet } from './sheets.ts';
import { writeTree } from './write-workbook.ts';

/*
 * One statement a sheet; the columns are named like the fields of the sheet. Rows without a code cannot be found again by an import and
 * are left out; identity numbers stay in the system (an empty cell keeps them).
 */
const CODE = `(select value from org_agency_code where agency_id = agency.id
  order by valid_to is null desc, scheme desc, valid_from desc limit 1)`;
const STATEMENTS: Record<Sheet['key'], string> = {
  agencies: `
    select ${CODE} as code,
      (select value from org_agency_code where agency_id = agency.id and scheme = 'qcvn102' and valid_to is null) as "oldCode",
      (select value from org_agency_code where agency_id = agency.parent_id and agency.parent_id = any($1::uuid[])
        order by valid_to is null desc, scheme desc, valid_from desc limit 1) as "parentCode",
      name, short_name as "shortName", kind, tier, recipient_group as "group", symbol, place,
      governing_name as "governingName", email, hosted, sort_order as "sortOrder", valid_from as "validFrom",
      valid_to as "validTo"
    from org_agency agency where id = any($1::uuid[]) order by sort_order, name`,
  units: `
    select ${CODE} as "agencyCode", unit.code, unit.name,
      (select above.code from org_unit above where above.agency_id = unit.agency_id and above.id = unit.parent_id) as "parentCode",
      unit.symbol, unit.sort_order as "sortOrder", unit.valid_from as "validFrom", unit.valid_to as "validTo"
    from org_unit unit join org_agency agency on agency.id = unit.agency_id
    where agency.id = any($1::uuid[]) and unit.code is not null order by agency.sort_order, agency.name, unit.sort_order`,
  people: `
    select ${CODE} as "agencyCode", person.code, person.full_name as "fullName", person.staff_kind as "staffKind",
      person.born_on as "bornOn", person.email, person.phone
    from org_person person join org_agency agency on agency.id = person.agency_id
    where agency.id = any($1::uuid[]) and person.code is not null
    order by agency.sort_order, agency.name, person.sort_name`,
  positions: `
    select ${CODE} as "agencyCode", unit.code as "unitCode", person.code as "personCode",
      case when person.agency_id <> agency.id then (select value from org_agency_code where agency_id = person.agency_id
        order by valid_to is null desc, scheme desc, valid_from desc limit 1) end as "personAgencyCode",
      position.title, position.rank, position.roles, position.fields, position.valid_from as "validFrom",
      position.valid_to as "validTo"
    from org_position position join org_agency agency on agency.id = position.agency_id
    join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
    join org_person person on person.id = position.person_id
    where agency.id = any($1::uuid[]) and unit.code is not null and person.code is not null
      and person.agency_id = any($1::uuid[]) and (position.valid_to is null or position.valid_to >= position.valid_from)
    order by agency.sort_order, agency.name, unit.sort_order, person.sort_name`,
};

function labelOf(column: Column, value: string): string {
  return Object.entries(column.choices ?? {}).find(([, meaning]) => meaning === value)?.[0] ?? value;
}

function show(column: Column, value: unknown): string {
  if (value === null || value === undefined || (column.field === 'validFrom' && value === ALWAYS && !column.required)) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map((item) => labelOf(column, String(item))).join('; ');
  }
  if (typeof value === 'boolean') {
    return value ? 'Có' : 'Không';
  }
  return column.kind === 'date' ? printDate(String(value)) : labelOf(column, String(value));
}

/** The agencies that are administered, as a workbook in the form of the template: to keep, or to change and take in again. */
export async function exportTree(context: ActingContext): Promise<Buffer> {
  orgPolicies.authorize('org.import', context.subject, { over: false });
  const ids = [...(await listManagedAgencyIds(context.db, context.subject))];
  const rows: Record<Sheet['key'], string[][]> = { agencies: [], units: [], people: [], positions: [] };
  for (const sheet of SHEETS) {
    const found = await rawQuery<Record<string, unknown>>(context.db, STATEMENTS[sheet.key], [ids]);
    rows[sheet.key] = found.map((row) => sheet.columns.map((column) => show(column, row[column.field])));
  }
  return writeTree(rows);
}
