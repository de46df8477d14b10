import { foldAccents } from '@congvu/vntext';

/** What a column holds and how its text becomes a value. */
export type ColumnKind = 'text' | 'code' | 'digits' | 'date' | 'choice' | 'choices' | 'list' | 'yes_no' | 'integer';

export interface Column {
  field: string;
  heading: string;
  kind: ColumnKind;
  required?: true;
  max: number;
  /** Vietnamese label → value. */
  choices?: Record<string, string>;
  example: string;
  note: string;
  width: number;
}

export const KINDS = {
  'Ủy ban nhân dân': 'peoples_committee',
  'Hội đồng nhân dân': 'peoples_council',
  'Cơ quan chuyên môn': 'department',
  'Văn phòng': 'office',
  'Đảng - Đoàn thể': 'party_unions',
  Khác: 'other',
};
export const TIERS = { 'Trung ương': 'central', Tỉnh: 'province', Huyện: 'district', Xã: 'commune' };
export const GROUPS = {
  'Các cơ quan chuyên môn': 'specialised_departments',
  'UBND các xã - thị trấn': 'communes',
  'Cơ quan cấp tỉnh': 'province',
  'Cơ quan khác': 'others',
};
export const STAFF = { 'Cán bộ': 'cadre', 'Công chức': 'civil_servant', 'Viên chức': 'public_employee' };
export const RANKS = {
  'Người đứng đầu cơ quan': 'agency_head',
  'Cấp phó của người đứng đầu': 'agency_deputy',
  'Trưởng đơn vị': 'unit_head',
  'Phó trưởng đơn vị': 'unit_deputy',
  'Nhân viên': 'staff',
};
export const ROLES = {
  'Văn thư': 'clerk',
  'Lãnh đạo': 'leader',
  'Trưởng đơn vị': 'unit_head',
  'Chuyên viên': 'specialist',
  'Đầu mối': 'focal',
  'Quản trị': 'administrator',
  'Kiểm soát': 'auditor',
};

/** Headings and names are compared without accents, capitals, stars and doubled spaces. */
export function fold(text: string): string {
  return foldAccents(text.replaceAll('*', ' ')).replace(/\s+/g, ' ').trim();
}
