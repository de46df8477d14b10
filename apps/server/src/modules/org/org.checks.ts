import type { Tx } from '../../platform/db.ts';
import { conflict, invalid, notFound } from '../../platform/errors.ts';
import { printDay } from '../../platform/print-dates.ts';
import { rawQuery } from '../../platform/sql.ts';
import { contains, type Term } from './org.states.ts';
import type { Agency, Unit } from './org.store.ts';
import { orgTables, type PositionRank } from './org.tables.ts';

export async function getUnit(tx: Tx, agencyId: string, unitId: string): Promise<Unit> {
  const unit = await orgTables(tx)
    .selectFrom('org_unit')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', unitId)
    .executeTakeFirst();
  if (unit === undefined) {
    throw notFound('org.unit_not_found', 'Không tìm thấy đơn vị này trong cơ quan. Tải lại danh sách đơn vị.');
  }
  return unit;
}

function termOf(row: Pick<Agency | Unit, 'valid_from' | 'valid_to'>): Term {
  return { validFrom: row.valid_from, validTo: row.valid_to };
}

/** Nobody holds a post before the agency and the unit exist or after they have ended. */
export function assertTerm(term: Term, agency: Agency, unit: Unit): void {
  if (term.validTo !== null && term.validTo < term.validFrom) {
    throw invalid('org.term_order', 'Ngày thôi giữ chức vụ sớm hơn ngày nhận. Sửa lại hai ngày.', [
      { path: 'validTo', message: 'Sớm hơn ngày nhận' },
    ]);
  }
  if (!contains(termOf(agency), term)) {
    throw invalid(
      'org.agency_ended',
      `Thời gian giữ chức vụ nằm ngoài thời gian tồn tại của ${agency.name}. Sửa ngày hoặc chọn cơ quan khác.`,
    );
  }
  if (!contains(termOf(unit), term)) {
    throw invalid(
      'org.term_order',
      `Thời gian giữ chức vụ nằm ngoài thời gian tồn tại của đơn vị ${unit.name}. Sửa ngày hoặc chọn đơn vị khác.`,
    );
  }
}

interface Seat {
  agencyId: string;
  unitId: string;
  rank: PositionRank;
  term: Term;
}

/** An agency has one head at a time, and so has a unit; the caller holds the agency's row. */
export async function assertFreeSeat(tx: Tx, seat: Seat): Promise<void> {
  if (seat.rank !== 'agency_head' && seat.rank !== 'unit_head') {
    return;
  }
  const [other] = await rawQuery<{ name: string; title: string }>(
    tx,
    `select person.full_name as name, position.title from org_position position
     join org_person person on person.id = position.person_id
     where position.agency_id = $1 and position.rank = $2 and ($2 = 'agency_head' or position.unit_id = $3)
       and (position.valid_to is null or (position.valid_to >= $4 and position.valid_to >= position.valid_from))
       and ($5::date is null or position.valid_from <= $5::date)
     limit 1`,
    [seat.agencyId, seat.rank, seat.unitId, seat.term.validFrom, seat.term.validTo],
  );
  if (other !== undefined) {
    throw conflict(
      'org.second_head',
      `${other.name} đang là ${other.title} trong thời gian này; mỗi cơ quan, đơn vị chỉ có một người đứng đầu. Kết thúc chức vụ trước rồi bổ nhiệm.`,
    );
  }
}

const LAST_ADMINISTRATOR_LOCK = 726_404;

/** Two administrators must not end each other at the same moment. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await rawQuery(tx, 'select pg_advisory_xact_lock($1)', [LAST_ADMINISTRATOR_LOCK]);
}

/** The installation must not lock itself out: somebody can administer it on the day the change takes effect. */
export async function assertAdministratorRemains(tx: Tx, on: string): Promise<void> {
  const rows = await rawQuery(
    tx,
    `select 1 as one from org_position position
     join org_person person on person.id = position.person_id
     join org_agency agency on agency.id = position.agency_id
     where 'administrator' = any(position.roles) and position.valid_from <= $1
       and (position.valid_to is null or position.valid_to >= $1) and (person.left_on is null or person.left_on > $1)
       and (agency.valid_to is null or agency.valid_to >= $1)
     limit 1`,
    [on],
  );
  if (rows.length === 0) {
    throw conflict(
      'org.last_administrator',
      `Từ ngày ${printDay(on)} sẽ không còn ai quản trị hệ thống. Giao vai quản trị cho một người khác trước.`,
    );
  }
}
