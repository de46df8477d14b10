import type { SheetColumn } from '../../../platform/tables/register-sheet.ts';

export type BookField = 'codeQd20' | 'codeQcvn102' | 'name' | 'parentCode' | 'mail' | 'oldCode' | 'state' | 'successor';

/** For places without an axis: one row a body. */
export const BOOK_COLUMNS: readonly SheetColumn<BookField>[] = [
  {
    field: 'codeQd20',
    heading: 'Mã theo Quyết định 20/2020',
    synonyms: ['Mã định danh', 'Mã QĐ 20', 'Mã mới', 'Mã cơ quan', 'Mã'],
    kind: 'text',
    max: 64,
    example: 'H35.9.1',
    width: 26,
  },
  {
    field: 'codeQcvn102',
    heading: 'Mã theo QCVN 102',
    synonyms: ['Mã QCVN', 'Mã QCVN 102:2016'],
    kind: 'text',
    max: 64,
    example: '000.01.09.H35',
    width: 22,
  },
  {
    field: 'name',
    heading: 'Tên cơ quan',
    synonyms: ['Tên cơ quan, đơn vị', 'Cơ quan', 'Tên đơn vị', 'Tên'],
    required: true,
    kind: 'text',
    max: 500,
    example: 'Phòng Văn hóa và Thông tin huyện Tam Đường',
    width: 50,
  },
  {
    field: 'parentCode',
    heading: 'Mã cơ quan cấp trên',
    synonyms: ['Mã cấp trên', 'Mã cơ quan chủ quản'],
    kind: 'text',
    max: 64,
    example: 'H35.9',
    width: 22,
  },
  {
    field: 'mail',
    heading: 'Thư công vụ',
    synonyms: ['Email', 'Địa chỉ thư điện tử', 'Thư điện tử'],
    kind: 'text',
    max: 200,
    example: 'vanthu@vidu.gov.vn',
    width: 30,
  },
  {
    field: 'oldCode',
    heading: 'Mã cũ',
    synonyms: ['Mã trước đây'],
    kind: 'text',
    max: 64,
    example: '',
    width: 20,
  },
  {
    field: 'state',
    heading: 'Tình trạng',
    synonyms: ['Trạng thái'],
    kind: 'choice',
    choices: {
      'Đang hoạt động': 'open',
      'Hoạt động': 'open',
      'Đã đóng': 'closed',
      'Giải thể': 'closed',
      'Sáp nhập': 'closed',
    },
    max: 30,
    example: 'Đang hoạt động',
    width: 18,
  },
  {
    field: 'successor',
    heading: 'Mã cơ quan nhận thay',
    synonyms: ['Cơ quan nhận thay', 'Mã nhận thay', 'Mã cơ quan mới'],
    kind: 'text',
    max: 300,
    example: '',
    width: 26,
  },
];

export const IMPORT_SOURCE = { id: 'import', name: 'Nhập từ tệp', agencyId: null };
