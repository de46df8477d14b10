import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { type OrgTables, orgTables } from './org.tables.ts';

export type Agency = OrgTables['org_agency'];
export type Unit = OrgTables['org_unit'];

/** One position with the names a screen needs: who, what, where. */
export interface PositionView {
  positionId: string;
  personId: string;
  fullName: string;
  sortName: string;
  title: string;
  rank: OrgTables['org_position']['rank'];
  roles: string[];
  fields: string[];
  unitId: string;
  unitName: string;
  unitSymbol: string;
  agencyId: string;
  agencyName: string;
  validFrom: string;
  validTo: string | null;
}

export async function findAgency(db: Db | Tx, id: string): Promise<Agency | undefined> {
  return orgTables(db).selectFrom('org_agency').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function getAgency(db: Db | Tx, id: string): Promise<Agency> {
  const agency = await findAgency(db, id);
  if (agency === undefined) {
    throw notFound('org.agency_not_found', 'Không tìm thấy cơ quan này. Tải lại danh sách cơ quan.');
  }
  return agency;
}

/** Codes of both schemes are compared trimmed and in upper case; a closed code still finds its agency (spec interchange §1). */
export async function findAgencyByCode(db: Db | Tx, code: string): Promise<Agency | undefined> {
  return orgTables(db)
    .selectFrom('org_agency_code')
    .innerJoin('org_agency', 'org_agency.id', 'org_agency_code.agency_id')
    .selectAll('org_agency')
    .where('org_agency_code.value_key', '=', code.trim().toUpperCase())
    .orderBy('org_agency_code.valid_to', (sort) => sort.desc().nullsFirst())
    .executeTakeFirst();
}

/** The code written on the envelope: QĐ 20/2020 first, the older scheme when there is no other. */
export async function currentAgencyCode(db: Db | Tx, agencyId: string): Promise<string | undefined> {
  const row = await orgTables(db)
    .selectFrom('org_agency_code')
    .select('value')
    .where('agency_id', '=', agencyId)
    .where('valid_to', 'is', null)
    .orderBy('scheme', 'desc')
    .executeTakeFirst();
  return row?.value;
}

function positionQuery(db: Db | Tx) {
  return orgTables(db)
    .selectFrom('org_position as position')
    .innerJoin('org_person as person', 'person.id', 'position.person_id')
    .innerJoin('org_unit as unit', (join) =>
      join.onRef('unit.agency_id', '=', 'position.agency_id').onRef('unit.id', '=', 'position.unit_id'),
    )
    .innerJoin('org_agency as agency', 'agency.id', 'position.agency_id')
    .select([
      'position.id as positionId',
      'position.person_id as personId',
      'person.full_name as fullName',
      'person.sort_name as sortName',
      'position.title',
      'position.rank',
      'position.roles',
      'position.fields',
      'position.unit_id as unitId',
      'unit.name as unitName',
      'unit.symbol as unitSymbol',
      'position.agency_id as agencyId',
      'agency.name as agencyName',
      'position.valid_from as validFrom',
      'position.valid_to as validTo',
    ]);
}

/** The position when its term covers the day; an ended post is nobody's right. */
export async function findPosition(db: Db | Tx, positionId: string, on: string): Promise<PositionView | undefined> {
  return positionQuery(db)
    .where('position.id', '=', positionId)
    .where('position.valid_from', '<=', on)
    .where((where) => where.or([where('position.valid_to', 'is', null), where('position.valid_to', '>=', on)]))
    .executeTakeFirst();
}

export async function listPositionsOfPerson(db: Db | Tx, personId: string, on: string): Promise<PositionView[]> {
  return positionQuery(db)
    .where('position.person_id', '=', personId)
    .where('position.valid_from', '<=', on)
    .where((where) => where.or([where('position.valid_to', 'is', null), where('position.valid_to', '>=', on)]))
    .orderBy('position.sort_order')
    .execute();
}

/** Everyone in office in the agency on the day, by unit, then by given name as Vietnamese lists are read. */
export async function listPositions(db: Db | Tx, agencyId: string, on: string): Promise<PositionView[]> {
  return positionQuery(db)
    .where('position.agency_id', '=', agencyId)
    .where('position.valid_from', '<=', on)
    .where((where) => where.or([where('position.valid_to', 'is', null), where('position.valid_to', '>=', on)]))
    .orderBy('unit.sort_order')
    .orderBy('position.sort_order')
    .orderBy('person.sort_name')
    .execute();
}

/** Posts in office on the day, of whatever agency. */
export async function positionsById(db: Db | Tx, ids: readonly string[], on: string): Promise<PositionView[]> {
  if (ids.length === 0) {
    return [];
  }
  return positionQuery(db)
    .where('position.id', 'in', ids)
    .where('position.valid_from', '<=', on)
    .where((where) => where.or([where('position.valid_to', 'is', null), where('position.valid_to', '>=', on)]))
    .execute();
}

export async function listUnits(db: Db | Tx, agencyId: string, on: string): Promise<Unit[]> {
  return orgTables(db)
    .selectFrom('org_unit')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('valid_from', '<=', on)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>=', on)]))
    .orderBy('sort_order')
    .execute();
}

/** The unit and all below it. */
export function unitsBelow(units: readonly Unit[], rootId: string): string[] {
  const found = [rootId];
  for (const id of found) {
    for (const unit of units) {
      if (unit.parent_id === id && !found.includes(unit.id)) {
        found.push(unit.id);
      }
    }
  }
  return found;
}
