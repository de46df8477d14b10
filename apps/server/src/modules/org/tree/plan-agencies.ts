import { newId } from '../../../platform/ids.ts';
import type { CodeScheme } from '../org.tables.ts';
import { extendSearchName, headingOf, isCollective } from '../org-entry.store.ts';
import { agencyKey, type Planned, type TreeAgency } from './tree-rows.ts';
import { type AgencyRow, addLiveCode, type CodeRow, plan, skip, type TreeState } from './tree-state.ts';

/** Since whenever: an agency or unit whose first day nobody wrote down. */
export const ALWAYS = '1900-01-01';

export interface PlannedAgencies extends Planned<AgencyRow> {
  newCodes: CodeRow[];
}

type Complain = (field: string, message: string) => void;

/** The text of the tree, or what stands when it says nothing. */
function kept<T>(given: T | undefined, stored: T | undefined, fallback: T): T {
  return given ?? stored ?? fallback;
}

function names(row: TreeAgency, stored: AgencyRow | undefined) {
  const shortName = row.shortName === '' ? undefined : row.shortName;
  const heading = row.headingName === '' ? undefined : row.headingName;
  return {
    name: stored?.name ?? row.name,
    symbol: stored?.symbol ?? row.symbol,
    short_name: kept(shortName, stored?.short_name, row.name),
    governing_name: kept(row.governingName, stored?.governing_name, ''),
    heading_name: kept(heading, stored?.heading_name, headingOf(row.name)),
  };
}

interface Place {
  id: string;
  parentId: string | null;
}

function agencyRow(row: TreeAgency, stored: AgencyRow | undefined, { id, parentId }: Place): AgencyRow {
  const known = names(row, stored);
  return {
    id,
    parent_id: parentId,
    ...known,
    place: row.place,
    kind: row.kind,
    tier: row.tier,
    recipient_group: row.group === undefined ? (stored?.recipient_group ?? null) : row.group,
    hosted: kept(row.hosted, stored?.hosted, true),
    collective: kept(row.collective, stored?.collective, isCollective(row.kind)),
    email: kept(row.email, stored?.email, ''),
    sort_order: kept(row.sortOrder, stored?.sort_order, 0),
    valid_from: kept(row.validFrom, stored?.valid_from, ALWAYS),
    valid_to: row.validTo === undefined ? (stored?.valid_to ?? null) : row.validTo,
    search_name: extendSearchName(stored?.search_name ?? '', known.name, known.short_name, row.code, row.oldCode ?? ''),
  };
}

function checkNames(row: TreeAgency, stored: AgencyRow, complain: Complain): void {
  if (stored.name !== row.name) {
    complain(
      'name',
      `Mã ${row.code} đang là của "${stored.name}". Đổi tên cơ quan phải ghi bằng việc đổi tên có căn cứ và ngày hiệu lực, không đổi qua tệp nhập.`,
    );
  }
  if (stored.symbol !== row.symbol) {
    complain(
      'symbol',
      `Ký hiệu đang là "${stored.symbol}". Ký hiệu văn bản chỉ đổi cùng việc đổi tên có căn cứ và ngày hiệu lực.`,
    );
  }
}

function checkScope(state: TreeState, row: TreeAgency, stored: AgencyRow | undefined, complain: Complain): void {
  if (state.scope === undefined) {
    return;
  }
  if (stored !== undefined) {
    if (!state.scope.has(stored.id)) {
      complain('code', `Cơ quan mã ${row.code} không thuộc phạm vi quản trị của cơ quan này.`);
    }
    return;
  }
  const parent = state.agencyByCode.get(agencyKey(row.parentCode ?? ''));
  if (parent === undefined || !(state.scope.has(parent) || state.added.has(parent))) {
    complain('parentCode', 'Cơ quan mới phải đặt dưới một cơ quan thuộc phạm vi quản trị. Ghi mã cơ quan cấp trên.');
  }
}

/** Walks up from every agency of the tree; whoever meets itself stands in a circle. */
function findCircles(state: TreeState, rows: readonly TreeAgency[], planned: PlannedAgencies): void {
  const parents = new Map([...state.agencies.values()].map((agency) => [agency.id, agency.parent_id]));
  for (const row of planned.rows) {
    if (row !== undefined) {
      parents.set(row.id, row.parent_id);
    }
  }
  planned.rows.forEach((row, index) => {
    const seen = new Set<string>();
    let above = row?.parent_id ?? null;
    while (row !== undefined && above !== null && above !== row.id && !seen.has(above)) {
      seen.add(above);
      above = parents.get(above) ?? null;
    }
    if (row !== undefined && above === row.id) {
      state.problems.push({
        sheet: 'agencies',
        index,
        field: 'parentCode',
        message: `Cơ quan ${rows[index]?.code ?? ''} nằm dưới chính nó. Sửa mã cơ quan cấp trên.`,
      });
    }
  });
}

function planCode(
  state: TreeState,
  planned: PlannedAgencies,
  agency: AgencyRow,
  code: { scheme: CodeScheme; value: string; field: string },
  complain: Complain,
): void {
  const key = agencyKey(code.value);
  const owner = state.liveCodes.byKey.get(key);
  if (owner !== undefined) {
    if (owner.agency_id !== agency.id) {
      complain(code.field, `Mã ${code.value} đang được một cơ quan khác dùng. Mỗi mã chỉ cấp cho một cơ quan.`);
    }
    return;
  }
  const old = state.liveCodes.byOwner.get(`${agency.id} ${code.scheme}`);
  if (old !== undefined) {
    complain(code.field, `Cơ quan này đang có mã ${old.value}. Đổi mã ở màn hình Quản trị, không đổi qua tệp nhập.`);
    return;
  }
  const added: CodeRow = {
    agency_id: agency.id,
    scheme: code.scheme,
    value: code.value.trim(),
    value_key: key,
    valid_from: agency.valid_from,
    valid_to: null,
  };
  planned.newCodes.push(added);
  addLiveCode(state.liveCodes, added);
}

/** Ids first, so that a row may name a parent that stands below it in the file. */
function assignIds(state: TreeState, rows: readonly TreeAgency[]): Set<number> {
  const repeated = new Set<number>();
  const seen = new Set<string>();
  rows.forEach((row, index) => {
    const key = agencyKey(row.code);
    if (seen.has(key)) {
      repeated.add(index);
      return;
    }
    seen.add(key);
    if (!state.agencyByCode.has(key)) {
      const id = newId();
      state.agencyByCode.set(key, id);
      state.added.add(id);
    }
  });
  return repeated;
}

function parentOf(state: TreeState, row: TreeAgency, stored: AgencyRow | undefined, complain: Complain): string | null {
  if (row.parentCode === undefined) {
    return stored?.parent_id ?? null;
  }
  if (row.parentCode === null) {
    return null;
  }
  const parent = state.agencyByCode.get(agencyKey(row.parentCode));
  if (parent === undefined) {
    complain('parentCode', `Không có cơ quan mã ${row.parentCode} trong tệp và trong hệ thống.`);
    return null;
  }
  return parent;
}

export function planAgencies(state: TreeState, rows: readonly TreeAgency[]): PlannedAgencies {
  const planned: PlannedAgencies = { rows: [], changes: [], newCodes: [] };
  const known = new Map([...state.agencies].map(([id, agency]) => [id, agency]));
  const repeated = assignIds(state, rows);
  rows.forEach((row, index) => {
    const complain: Complain = (field, message) => state.problems.push({ sheet: 'agencies', index, field, message });
    const id = state.agencyByCode.get(agencyKey(row.code));
    if (repeated.has(index) || id === undefined) {
      complain('code', `Mã ${row.code} có hai lần trong tệp. Giữ lại một dòng.`);
      skip(planned);
      return;
    }
    const stored = known.get(id);
    if (stored !== undefined) {
      checkNames(row, stored, complain);
    }
    const parentId = parentOf(state, row, stored, complain);
    const wanted = agencyRow(row, stored, { id, parentId });
    if (wanted.valid_to !== null && wanted.valid_to < wanted.valid_from) {
      complain('validTo', 'Ngày hết hiệu lực sớm hơn ngày có hiệu lực.');
    }
    plan(planned, stored, wanted);
    planCode(state, planned, wanted, { scheme: 'qd20', value: row.code, field: 'code' }, complain);
    if (row.oldCode !== undefined && row.oldCode !== null) {
      planCode(state, planned, wanted, { scheme: 'qcvn102', value: row.oldCode, field: 'oldCode' }, complain);
    }
    checkScope(state, row, stored, complain);
    state.agencies.set(id, wanted);
  });
  findCircles(state, rows, planned);
  return planned;
}
