import { newId } from '../../../platform/ids.ts';
import { ALWAYS } from './plan-agencies.ts';
import { agencyKey, memberKey, type Planned, type TreeUnit } from './tree-rows.ts';
import { plan, skip, type TreeState, type UnitRow } from './tree-state.ts';

type Complain = (field: string, message: string) => void;

/** The agency a row speaks of, when it exists and may be administered. */
export function agencyOf(state: TreeState, code: string, field: string, complain: Complain): string | undefined {
  const id = state.agencyByCode.get(agencyKey(code));
  if (id === undefined) {
    complain(field, `Không có cơ quan mã ${code} trong tệp và trong hệ thống.`);
    return undefined;
  }
  if (state.scope !== undefined && !state.scope.has(id) && !state.added.has(id)) {
    complain(field, `Cơ quan mã ${code} không thuộc phạm vi quản trị của cơ quan này.`);
    return undefined;
  }
  return id;
}

/** Units by agency id and code: what stands and what the file adds. */
export type UnitIndex = Map<string, UnitRow>;

export function unitKey(agencyId: string, code: string): string {
  return memberKey(agencyId, code);
}

function unitRow(row: TreeUnit, stored: UnitRow | undefined, id: string, agencyId: string): UnitRow {
  return {
    agency_id: agencyId,
    id,
    parent_id: stored?.parent_id ?? null,
    name: row.name,
    symbol: row.symbol ?? stored?.symbol ?? '',
    code: row.code.trim(),
    sort_order: row.sortOrder ?? stored?.sort_order ?? 0,
    valid_from: row.validFrom ?? stored?.valid_from ?? ALWAYS,
    valid_to: row.validTo === undefined ? (stored?.valid_to ?? null) : row.validTo,
  };
}

function liesBelowItself(unit: UnitRow, byId: ReadonlyMap<string, UnitRow>): boolean {
  const seen = new Set<string>();
  let above = unit.parent_id;
  while (above !== null && !seen.has(above)) {
    if (above === unit.id) {
      return true;
    }
    seen.add(above);
    above = byId.get(above)?.parent_id ?? null;
  }
  return false;
}

function setParents(state: TreeState, rows: readonly TreeUnit[], index: UnitIndex, planned: Planned<UnitRow>): void {
  rows.forEach((row, position) => {
    const unit = planned.rows[position];
    if (unit === undefined || row.parentCode === undefined) {
      return;
    }
    const parent = row.parentCode === null ? null : index.get(unitKey(unit.agency_id, row.parentCode));
    if (parent === undefined) {
      state.problems.push({
        sheet: 'units',
        index: position,
        field: 'parentCode',
        message: `Cơ quan mã ${row.agencyCode} không có đơn vị mã ${row.parentCode ?? ''}.`,
      });
      return;
    }
    const parentId = parent?.id ?? null;
    if (parentId !== unit.parent_id) {
      unit.parent_id = parentId;
      planned.changes[position] = planned.changes[position] === 'added' ? 'added' : 'changed';
    }
  });
  const byId = new Map([...index.values()].map((unit) => [unit.id, unit]));
  planned.rows.forEach((unit, position) => {
    if (unit !== undefined && liesBelowItself(unit, byId)) {
      const message = 'Đơn vị nằm dưới chính nó. Sửa mã đơn vị cấp trên.';
      state.problems.push({ sheet: 'units', index: position, field: 'parentCode', message });
    }
  });
}

export function planUnits(
  state: TreeState,
  rows: readonly TreeUnit[],
): { planned: Planned<UnitRow>; index: UnitIndex } {
  const planned: Planned<UnitRow> = { rows: [], changes: [] };
  const index: UnitIndex = new Map();
  for (const unit of state.units) {
    if (unit.code !== null && unit.code !== undefined) {
      index.set(unitKey(unit.agency_id, unit.code), unit);
    }
  }
  const seen = new Set<string>();
  rows.forEach((row, position) => {
    const complain: Complain = (field, message) =>
      state.problems.push({ sheet: 'units', index: position, field, message });
    const agencyId = agencyOf(state, row.agencyCode, 'agencyCode', complain);
    const key = unitKey(agencyId ?? '', row.code);
    if (agencyId === undefined || seen.has(key)) {
      if (agencyId !== undefined) {
        complain('code', `Mã đơn vị ${row.code} có hai lần trong cùng cơ quan. Giữ lại một dòng.`);
      }
      skip(planned);
      return;
    }
    seen.add(key);
    const stored = index.get(key);
    const wanted = plan(planned, stored, unitRow(row, stored, stored?.id ?? newId(), agencyId));
    if (wanted.valid_to !== null && wanted.valid_to < wanted.valid_from) {
      complain('validTo', 'Ngày hết hiệu lực sớm hơn ngày có hiệu lực.');
    }
    index.set(key, wanted);
  });
  setParents(state, rows, index, planned);
  return { planned, index };
}
