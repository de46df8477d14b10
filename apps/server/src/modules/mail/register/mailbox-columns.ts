import {
  agencyColumn,
  LAST_SIGN_IN_COLUMN,
  STATE_COLUMN,
  unitColumn,
} from '../../../platform/tables/register-columns.ts';
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

/** As the exports of mail systems and the lists of offices call them. */
export const MAILBOX_COLUMNS: readonly SheetColumn<MailboxField>[] = [
  agencyColumn('UBND xã Sơn Bình'),
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
  unitColumn('UBND xã Sơn Bình'),
  STATE_COLUMN,
  {
    field: 'openedOn',
    heading: 'Ngày cấp',
    synonyms: ['Ngày tạo'],
    kind: 'date',
    max: 30,
    example: '15/06/2019',
    width: 14,
  },
  LAST_SIGN_IN_COLUMN,
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
