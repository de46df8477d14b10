import type {
  AccountView,
  AgencyLine,
  DelegationView,
  PersonFacts,
  PositionFacts,
  PositionTerm,
} from '@congvu/contracts';
import type { Tone } from '../../shared/ui/marks.tsx';

interface Option<V extends string> {
  value: V;
  label: string;
}

export const KINDS: readonly Option<AgencyLine['kind']>[] = [
  { value: 'department', label: 'Cơ quan chuyên môn' },
  { value: 'peoples_committee', label: 'Ủy ban nhân dân' },
  { value: 'peoples_council', label: 'Hội đồng nhân dân' },
  { value: 'office', label: 'Văn phòng' },
  { value: 'party_unions', label: 'Đảng, đoàn thể' },
  { value: 'other', label: 'Cơ quan, đơn vị khác' },
];

export const TIERS: readonly Option<AgencyLine['tier']>[] = [
  { value: 'central', label: 'Trung ương' },
  { value: 'province', label: 'Tỉnh' },
  { value: 'district', label: 'Huyện' },
  { value: 'commune', label: 'Xã' },
];

export type GroupChoice = 'none' | 'specialised_departments' | 'communes' | 'province' | 'others';
export const GROUPS: readonly Option<GroupChoice>[] = [
  { value: 'none', label: 'Không thuộc nhóm nào' },
  { value: 'specialised_departments', label: 'Các cơ quan chuyên môn' },
  { value: 'communes', label: 'UBND các xã, thị trấn' },
  { value: 'province', label: 'Cơ quan cấp tỉnh' },
  { value: 'others', label: 'Cơ quan, đơn vị khác' },
];

export const RANKS: readonly Option<PositionFacts['rank']>[] = [
  { value: 'staff', label: 'Công chức, nhân viên' },
  { value: 'unit_deputy', label: 'Phó trưởng đơn vị' },
  { value: 'unit_head', label: 'Trưởng đơn vị' },
  { value: 'agency_deputy', label: 'Cấp phó của người đứng đầu' },
  { value: 'agency_head', label: 'Người đứng đầu cơ quan' },
];

export type RoleKey = PositionFacts['roles'][number];
export const ROLES: readonly Option<RoleKey>[] = [
  { value: 'specialist', label: 'Chuyên viên' },
  { value: 'clerk', label: 'Văn thư' },
  { value: 'unit_head', label: 'Trưởng đơn vị' },
  { value: 'leader', label: 'Lãnh đạo' },
  { value: 'focal', label: 'Đầu mối' },
  { value: 'auditor', label: 'Kiểm soát' },
  { value: 'administrator', label: 'Quản trị' },
];

export const STAFF: readonly Option<PersonFacts['staffKind']>[] = [
  { value: 'civil_servant', label: 'Công chức' },
  { value: 'cadre', label: 'Cán bộ' },
  { value: 'public_employee', label: 'Viên chức' },
];

export const LEAVE_REASONS: readonly Option<'transferred' | 'retired' | 'resigned'>[] = [
  { value: 'transferred', label: 'Chuyển công tác' },
  { value: 'retired', label: 'Nghỉ hưu' },
  { value: 'resigned', label: 'Thôi việc' },
];

export const SCHEMES = { qd20: 'QĐ 20/2020', qcvn102: 'QCVN 102:2016' } as const;

export const TERM_STATES: Record<PositionTerm['state'], readonly [label: string, tone: Tone]> = {
  in_office: ['Đang giữ', 'green'],
  coming: ['Sắp giữ', 'blue'],
  ended: ['Đã thôi', 'plain'],
};

export const ACCOUNT_TONES: Record<AccountView['state'], Tone> = {
  active: 'green',
  invited: 'blue',
  locked: 'amber',
  disabled: 'plain',
};

export const DELEGATION_TONES: Record<DelegationView['state'], Tone> = {
  in_force: 'green',
  coming: 'blue',
  ended: 'plain',
  revoked: 'plain',
};

export function labelOf<V extends string>(options: readonly Option<V>[], value: string | null): string {
  return options.find((option) => option.value === value)?.label ?? '';
}

/** "Lãnh đạo, Quản trị" */
export function rolesText(roles: readonly string[]): string {
  return roles.map((role) => labelOf(ROLES, role)).join(', ');
}
