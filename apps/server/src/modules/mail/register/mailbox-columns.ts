import type { SheetColumn } from '../../../platform/tables/register-sheet.ts';

export type MailboxField =
  | 'agency'
  | 'address'
  | 'kind'
  | 'holderName'
  | 'unit'
  | 'state'
  | 'openedOn'
  | 'lastSignIn'
  | 'aliases'
  | 'quota'
  | 'forwarding';

export const MAILBOX_KINDS = { 'Cá nhân': 'person', 'Đơn vị': 'unit', 'Cơ quan': 'unit', 'Chức danh': 'role' } as const;
const STATES = {
  'Đang dùng': 'active',
  'Hoạt động': 'active',
  'Tạm ngừng': 'suspended',
  Khóa: 'suspended',
  'Đã thu hồi': 'revoked',
} as const;

/** As the exports of mail systems and the lists of offices call them. */
export const MAILBOX_COLUMNS: readonly SheetColumn<MailboxField>[] = [
  {
    field: 'agency',
    heading: 'Cơ quan',
    synonyms: ['Tên cơ quan', 'Cơ quan, đơn vị', 'Mã cơ quan', 'Mã định danh'],
    kind: 'text',
    max: 300,
    example: 'UBND xã Sơn Bình',
    width: 34,
  },
  {
    field: 'address',
    heading: 'Tài khoản thư điện tử',
    synonyms: ['Địa chỉ thư', 'Địa chỉ thư điện tử', 'Địa chỉ thư điện tử công vụ', 'Email', 'Thư điện tử'],
    required: true,
    kind: 'text',
    max: 200,
    example: 'khoasa.sonbinh',
    width: 34,
  },
  {
    field: 'kind',
    heading: 'Loại hộp thư',
    synonyms: ['Loại'],
    kind: 'choice',
    choices: MAILBOX_KINDS,
    max: 30,
    example: 'Cá nhân',
    width: 14,
  },
  {
    field: 'holderName',
    heading: 'Họ và tên',
    synonyms: ['Họ tên', 'Người dùng', 'Tên hiển thị', 'Tên cơ quan, đơn vị'],
    required: true,
    kind: 'text',
    max: 200,
    example: 'Sùng A Khoa',
    width: 28,
  },
  {
    field: 'unit',
    heading: 'Đơn vị công tác',
    synonyms: ['Đơn vị', 'Phòng ban', 'Bộ phận'],
    kind: 'text',
    max: 200,
    example: 'UBND xã Sơn Bình',
    width: 28,
  },
  { field: 'state', heading: 'Trạng thái', kind: 'choice', choices: STATES, max: 30, example: 'Đang dùng', width: 14 },
  {
    field: 'openedOn',
    heading: 'Ngày cấp',
    synonyms: ['Ngày tạo'],
    kind: 'date',
    max: 30,
    example: '15/06/2019',
    width: 14,
  },
  {
    field: 'lastSignIn',
    heading: 'Đăng nhập cuối',
    synonyms: ['Lần đăng nhập cuối', 'Đăng nhập lần cuối', 'Đăng nhập gần nhất'],
    kind: 'date',
    max: 30,
    example: '14/11/2020',
    width: 16,
  },
  {
    field: 'aliases',
    heading: 'Bí danh',
    synonyms: ['Địa chỉ khác', 'Alias'],
    kind: 'text',
    max: 500,
    example: '',
    width: 28,
  },
  {
    field: 'quota',
    heading: 'Dung lượng (MB)',
    synonyms: ['Dung lượng'],
    kind: 'text',
    max: 12,
    example: '2048',
    width: 14,
  },
  {
    field: 'forwarding',
    heading: 'Chuyển tiếp đến',
    synonyms: ['Chuyển tiếp'],
    kind: 'text',
    max: 200,
    example: '',
    width: 28,
  },
];
