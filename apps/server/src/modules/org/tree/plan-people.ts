import { newId } from '../../../platform/ids.ts';
import { overlaps, type Term } from '../org.states.ts';
import { personColumns } from '../org-entry.store.ts';
import { agencyOf, type UnitIndex, unitKey } from './plan-units.ts';
import { memberKey, type Planned, type TreePerson, type TreePosition } from './tree-rows.ts';
import { type PersonRow, type PositionRow, plan, skip, type TreeState } from './tree-state.ts';

type Complain = (field: string, message: string) => void;
type PersonIndex = Map<string, PersonRow>;

function personRow(row: TreePerson, stored: PersonRow | undefined, agencyId: string): PersonRow {
  return {
    agency_id: agencyId,
    id: stored?.id ?? newId(),
    ...personColumns({
      fullName: row.fullName,
      code: row.code.trim(),
      staffKind: row.staffKind ?? stored?.staff_kind ?? 'civil_servant',
      bornOn: row.bornOn === undefined ? (stored?.born_on ?? null) : row.bornOn,
      email: row.email ?? stored?.email ?? '',
      phone: row.phone ?? stored?.phone ?? '',
      identityNumber: row.identityNumber ?? stored?.identity_number ?? '',
    }),
    left_on: stored?.left_on ?? null,
    leave_reason: stored?.leave_reason ?? null,
  };
}

export function planPeople(
  state: TreeState,
  rows: readonly TreePerson[],
): { planned: Planned<PersonRow>; index: PersonIndex } {
  const planned: Planned<PersonRow> = { rows: [], changes: [] };
  const index: PersonIndex = new Map();
  for (const person of state.people) {
    if (person.code !== null && person.code !== undefined) {
      index.set(memberKey(person.agency_id, person.code), person);
    }
  }
  const seen = new Set<string>();
  rows.forEach((row, position) => {
    const complain: Complain = (field, message) =>
      state.problems.push({ sheet: 'people', index: position, field, message });
    const agencyId = agencyOf(state, row.agencyCode, 'agencyCode', complain);
    const key = memberKey(agencyId ?? '', row.code);
    if (agencyId === undefined || seen.has(key)) {
      if (agencyId !== undefined) {
        complain('code', `Mã cán bộ ${row.code} có hai lần trong cùng cơ quan. Giữ lại một dòng.`);
      }
      skip(planned);
      return;
    }
    seen.add(key);
    const stored = index.get(key);
    index.set(key, plan(planned, stored, personRow(row, stored, agencyId)));
  });
  return { planned, index };
}

function positionRow(row: TreePosition, stored: PositionRow | undefined, at: Owner): PositionRow {
  return {
    agency_id: at.agencyId,
    id: stored?.id ?? newId(),
    person_id: at.personId,
    unit_id: at.unitId,
    title: row.title,
    rank: row.rank ?? stored?.rank ?? 'staff',
    roles: [...row.roles],
    fields: row.fields ?? stored?.fields ?? [],
    sort_order: row.sortOrder ?? stored?.sort_order ?? 0,
    valid_from: row.validFrom,
    valid_to: row.validTo === undefined ? (stored?.valid_to ?? null) : row.validTo,
  };
}

interface Owner {
  agencyId: string;
  unitId: string;
  personId: string;
}

interface Indexes {
  units: UnitIndex;
  people: PersonIndex;
}

function ownerOf(state: TreeState, row: TreePosition, indexes: Indexes, complain: Complain): Owner | undefined {
  const agencyId = agencyOf(state, row.agencyCode, 'agencyCode', complain);
  const home = row.personAgencyCode ?? row.agencyCode;
  const homeId = row.personAgencyCode === undefined ? agencyId : agencyOf(state, home, 'personAgencyCode', complain);
  if (agencyId === undefined || homeId === undefined) {
    return undefined;
  }
  const unit = indexes.units.get(unitKey(agencyId, row.unitCode));
  if (unit === undefined) {
    complain('unitCode', `Cơ quan mã ${row.agencyCode} không có đơn vị mã ${row.unitCode}.`);
  }
  const person = indexes.people.get(memberKey(homeId, row.personCode));
  if (person === undefined) {
    complain('personCode', `Cơ quan mã ${home} không có cán bộ mã ${row.personCode}.`);
  }
  return unit === undefined || person === undefined ? undefined : { agencyId, unitId: unit.id, personId: person.id };
}

function postKey(row: PositionRow): string {
  return [row.agency_id, row.person_id, row.unit_id, row.title, row.valid_from].join('\n');
}

/** What can have only one at a time: the agency its head, the unit its head. */
function headSeat(row: Pick<PositionRow, 'rank' | 'agency_id' | 'unit_id'>): string | undefined {
  if (row.rank === 'agency_head') {
    return row.agency_id;
  }
  return row.rank === 'unit_head' ? row.unit_id : undefined;
}

function termOf(row: PositionRow): Term {
  return { validFrom: row.valid_from, validTo: row.valid_to };
}

function findSecondHeads(state: TreeState, planned: Planned<PositionRow>): void {
  const seats = new Map<string, PositionRow[]>();
  const replaced = new Set(planned.rows.flatMap((row) => (row === undefined ? [] : [row.id])));
  const sit = (row: PositionRow): boolean => {
    const seat = headSeat(row);
    if (seat === undefined) {
      return true;
    }
    const others = seats.get(seat) ?? [];
    seats.set(seat, [...others, row]);
    return !others.some((other) => overlaps(termOf(other), termOf(row)));
  };
  for (const row of state.positions) {
    if (!replaced.has(row.id)) {
      sit(row);
    }
  }
  planned.rows.forEach((row, index) => {
    if (row !== undefined && !sit(row)) {
      const what = row.rank === 'agency_head' ? 'Cơ quan' : 'Đơn vị';
      const message = `${what} có hai người đứng đầu trong cùng thời gian. Ghi ngày kết thúc của người trước.`;
      state.problems.push({ sheet: 'positions', index, field: 'rank', message });
    }
  });
}

export function planPositions(state: TreeState, rows: readonly TreePosition[], indexes: Indexes): Planned<PositionRow> {
  const planned: Planned<PositionRow> = { rows: [], changes: [] };
  const known = new Map(state.positions.map((row) => [postKey(row), row]));
  const seen = new Set<string>();
  rows.forEach((row, index) => {
    const complain: Complain = (field, message) => state.problems.push({ sheet: 'positions', index, field, message });
    const owner = ownerOf(state, row, indexes, complain);
    if (owner === undefined) {
      skip(planned);
      return;
    }
    const fresh = positionRow(row, undefined, owner);
    const key = postKey(fresh);
    if (seen.has(key)) {
      complain('title', 'Chức vụ này có hai lần trong tệp. Giữ lại một dòng.');
      skip(planned);
      return;
    }
    seen.add(key);
    const stored = known.get(key);
    const wanted = plan(planned, stored, stored === undefined ? fresh : positionRow(row, stored, owner));
    if (wanted.valid_to !== null && wanted.valid_to < wanted.valid_from) {
      complain('validTo', 'Ngày thôi giữ chức vụ sớm hơn ngày nhận.');
    }
  });
  findSecondHeads(state, planned);
  return planned;
}
