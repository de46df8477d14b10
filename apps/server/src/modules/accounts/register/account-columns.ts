import {
  agencyColumn,
  LAST_SIGN_IN_COLUMN,
  STATE_COLUMN,
  unitColumn,
} from '../../../platform/tables/register-columns.ts';
import type { SheetColumn } from '../../../platform/tables/register-sheet.ts';

export type AccountField =
  | 'agency'
  | 'holderName'
  | 'position'
  | 'unit'
  | 'name'
  | 'type'
  | 'phone'
  | 'state'
  | 'activatedOn'
  | 'lastSignIn'
  | 'lastAction'
  | 'mobileFrom'
  | 'leftReason';

export const TYPE_LABELS = {
  'Nghiệp vụ': 'business',
  'Quản trị': 'administration',
  'Vận hành': 'operation',
  'Kỹ thuật': 'technical',
  'Dịch vụ': 'service',
} as const;

/** As the exports of document systems and the lists of offices call them. */
export const ACCOUNT_COLUMNS: readonly SheetColumn<AccountField>[] = [
  agencyColumn('UBND xã Khun Há'),
  {
    field: 'holderName',
    heading: 'Họ và tên',
    synonyms: ['Họ tên', 'Người dùng', 'Tên người dùng'],
    required: true,
    kind: 'text',
    max: 100,
    example: 'Sùng A Dế',
    width: 28,
  },
  { field: 'position', heading: 'Chức vụ', kind: 'text', max: 150, example: 'Công chức Địa chính', width: 26 },
  unitColumn('UBND xã Khun Há'),
  {
    field: 'name',
    heading: 'Tên tài khoản',
    synonyms: ['Tài khoản', 'Tên đăng nhập', 'Username'],
    required: true,
    kind: 'text',
    max: 80,
    example: 'desa.khunha',
    width: 22,
  },
  {
    field: 'type',
    heading: 'Loại tài khoản',
    synonyms: ['Loại'],
    kind: 'choice',
    choices: TYPE_LABELS,
    max: 30,
    example: 'Nghiệp vụ',
    width: 16,
  },
  {
    field: 'phone',
    heading: 'Số điện thoại liên hệ',
    synonyms: ['Số điện thoại', 'Điện thoại'],
    kind: 'digits',
    max: 30,
    example: '0912345678',
    width: 18,
  },
  STATE_COLUMN,
  {
    field: 'activatedOn',
    heading: 'Ngày cấp',
    synonyms: ['Ngày tạo', 'Ngày kích hoạt'],
    kind: 'date',
    max: 30,
    example: '15/06/2019',
    width: 14,
  },
  LAST_SIGN_IN_COLUMN,
  {
    field: 'lastAction',
    heading: 'Thao tác cuối',
    synonyms: ['Xử lý gần nhất', 'Lần thao tác cuối'],
    kind: 'date',
    max: 30,
    example: '14/11/2020',
    width: 16,
  },
  {
    field: 'mobileFrom',
    heading: 'Được sửa trên thiết bị di động từ',
    synonyms: ['Chỉnh sửa trên Ipad, điện thoại từ'],
    kind: 'date',
    max: 30,
    example: '',
    width: 20,
  },
  {
    field: 'leftReason',
    heading: 'Lý do không còn dùng',
    synonyms: ['Lý do thu hồi'],
    kind: 'text',
    max: 300,
    example: 'Chuyển công tác',
    width: 24,
  },
];
