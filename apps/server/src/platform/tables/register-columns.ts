import type { SheetColumn } from './register-sheet.ts';

/* Columns that the lists of several registers have, by the headings offices give them. */

export function agencyColumn(example: string): SheetColumn<'agency'> {
  return {
    field: 'agency',
    heading: 'Cơ quan',
    synonyms: ['Tên cơ quan', 'Cơ quan, đơn vị', 'Mã cơ quan', 'Mã định danh'],
    kind: 'text',
    max: 300,
    example,
    width: 34,
  };
}

export function unitColumn(example: string): SheetColumn<'unit'> {
  return {
    field: 'unit',
    heading: 'Đơn vị công tác',
    synonyms: ['Đơn vị', 'Phòng ban', 'Bộ phận'],
    kind: 'text',
    max: 200,
    example,
    width: 28,
  };
}

export const STATE_COLUMN: SheetColumn<'state'> = {
  field: 'state',
  heading: 'Trạng thái',
  kind: 'choice',
  choices: {
    'Đang dùng': 'active',
    'Hoạt động': 'active',
    'Tạm ngừng': 'suspended',
    Khóa: 'suspended',
    'Đã thu hồi': 'revoked',
  },
  max: 30,
  example: 'Đang dùng',
  width: 16,
};

export const LAST_SIGN_IN_COLUMN: SheetColumn<'lastSignIn'> = {
  field: 'lastSignIn',
  heading: 'Đăng nhập cuối',
  synonyms: ['Lần đăng nhập cuối', 'Đăng nhập lần cuối', 'Đăng nhập gần nhất'],
  kind: 'date',
  max: 30,
  example: '14/11/2020',
  width: 16,
};
