import { foldAccents, givenNameSortKey } from '@congvu/vntext';
import type { Role, Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { loadSubject } from './load-subject.ts';
import { type OrgTables, orgTables } from './org.tables.ts';
import { extendSearchName } from './org-entry.store.ts';

type Given<T> = Partial<T>;

export async function buildAgency(
  db: Db | Tx,
  given: Given<OrgTables['org_agency']> & { code?: string } = {},
): Promise<OrgTables['org_agency']> {
  const { code, ...columns } = given;
  const name = given.name ?? 'UBND xã Thử Nghiệm';
  const id = given.id ?? newId();
  const value = code ?? `H35.T${id.slice(-8)}`;
  const agency: OrgTables['org_agency'] = {
    id,
    parent_id: null,
    name,
    short_name: name,
    governing_name: '',
    heading_name: name.toUpperCase(),
    place: 'Thử Nghiệm',
    symbol: 'UBND',
    kind: 'peoples_committee',
    tier: 'commune',
    recipient_group: null,
    hosted: true,
    collective: true,
    email: '',
    sort_order: 0,
    valid_from: '1900-01-01',
    valid_to: null,
    search_name: extendSearchName('', name, given.short_name ?? name, value, ''),
    ...columns,
  };
  await orgTables(db).insertInto('org_agency').values(agency).execute();
  await orgTables(db)
    .insertInto('org_agency_code')
    .values({
      agency_id: agency.id,
      scheme: 'qd20',
      value,
      value_key: value.toUpperCase(),
      valid_from: '1900-01-01',
      valid_to: null,
    })
    .execute();
  return agency;
}

export async function buildUnit(
  db: Db | Tx,
  agencyId: string,
  given: Given<OrgTables['org_unit']> = {},
): Promise<OrgTables['org_unit']> {
  const unit: OrgTables['org_unit'] = {
    agency_id: agencyId,
    id: newId(),
    parent_id: null,
    name: 'Văn phòng',
    symbol: 'VP',
    sort_order: 0,
    valid_from: '1900-01-01',
    valid_to: null,
    ...given,
  };
  await orgTables(db).insertInto('org_unit').values(unit).execute();
  return unit;
}

export async function buildPerson(
  db: Db | Tx,
  agencyId: string,
  fullName = 'Lò Thị Thử',
): Promise<OrgTables['org_person']> {
  const person: OrgTables['org_person'] = {
    agency_id: agencyId,
    id: newId(),
    full_name: fullName,
    sort_name: givenNameSortKey(fullName),
    search_name: foldAccents(fullName),
    staff_kind: 'civil_servant',
    born_on: null,
    email: '',
    phone: '',
    identity_number: '',
    left_on: null,
    leave_reason: null,
  };
  await orgTables(db).insertInto('org_person').values(person).execute();
  return person;
}

export interface GivenPosition {
  agencyId: string;
  unitId: string;
  fullName?: string;
  personId?: string;
  title?: string;
  rank?: OrgTables['org_position']['rank'];
  roles: Role[];
}

/** A person in office, ready to act: creates the person when none is given and answers the subject. */
export async function buildSubject(db: Db | Tx, given: GivenPosition): Promise<Subject> {
  const personId = given.personId ?? (await buildPerson(db, given.agencyId, given.fullName)).id;
  const positionId = newId();
  await orgTables(db)
    .insertInto('org_position')
    .values({
      agency_id: given.agencyId,
      id: positionId,
      person_id: personId,
      unit_id: given.unitId,
      title: given.title ?? 'Chuyên viên',
      rank: given.rank ?? 'staff',
      roles: given.roles,
      fields: [],
      sort_order: 0,
      valid_from: '2000-01-01',
      valid_to: null,
    })
    .execute();
  const subject = await loadSubject(db, { userId: newId(), positionId }, '2021-03-22');
  if (subject === undefined) {
    throw new Error('the position just made is not in office');
  }
  return subject;
}
