import { foldAccents } from '@congvu/vntext';
import type { Container, SubjectKind } from '../entries.tables.ts';

/** What a column holds and how its text becomes a value. */
export type ColumnKind = 'text' | 'digits' | 'serial' | 'token' | 'email' | 'date' | 'count' | 'kind' | 'container';

export type Field =
  | 'subjectName'
  | 'subjectKind'
  | 'agency'
  | 'unitName'
  | 'identityNumber'
  | 'taxCode'
  | 'budgetCode'
  | 'serial'
  | 'issuerName'
  | 'validFrom'
  | 'validTo'
  | 'container'
  | 'tokenSerial'
  | 'email'
  | 'mobile'
  | 'custodianName'
  | 'renewalCount'
  | 'revokedOn'
  | 'revokedReason';

export interface Column {
  field: Field;
  heading: string;
  /** Other headings offices use; all compared without accents, capitals and stars. */
  also: readonly string[];
  kind: ColumnKind;
  required?: true;
  max: number;
  width: number;
  example: string;
  note: string;
}

export const KIND_LABELS: Record<SubjectKind, string> = {
  person: 'Cá nhân',
  organisation: 'Cơ quan, tổ chức',
  device: 'Thiết bị, dịch vụ, phần mềm',
};

/** Without accents, as people write them. */
export const KIND_WORDS: Record<string, SubjectKind> = {
  'ca nhan': 'person',
  'co quan': 'organisation',
  'to chuc': 'organisation',
  'co quan, to chuc': 'organisation',
  'co quan to chuc': 'organisation',
  'thiet bi': 'device',
  'thiet bi, dich vu, phan mem': 'device',
};

export const CONTAINER_WORDS: Record<string, Container> = {
  'usb token': 'token',
  token: 'token',
  usb: 'token',
  'thiet bi': 'token',
  sim: 'pki_sim',
  'sim pki': 'pki_sim',
  'sim ky so': 'pki_sim',
  'ky so tu xa': 'remote',
  'tu xa': 'remote',
  hsm: 'hsm',
  'may chu luu khoa': 'hsm',
  'khoa thu nghiem': 'software',
};

const DAY_NOTE = 'ngày/tháng/năm, ví dụ 01/03/2021';

type Rest = Pick<Column, 'example' | 'note'> & Partial<Column>;

function column(field: Field, heading: string, kind: ColumnKind, rest: Rest): Column {
  return { field, heading, kind, also: [], max: 200, width: 22, ...rest };
}

/** In the order of the template. */
export const COLUMNS: readonly Column[] = [
  column('subjectName', 'Tên chứng thư số', 'text', {
    required: true,
    also: ['Họ và tên', 'Họ tên', 'Chủ thể', 'Tên chủ thể', 'Tên thuê bao', 'Thuê bao'],
    example: 'Lò Thị Mai',
    note: 'Họ và tên, hoặc tên cơ quan, như trong chứng thư số',
    width: 30,
  }),
  column('subjectKind', 'Loại chứng thư số', 'kind', {
    also: ['Loại', 'Đối tượng'],
    max: 40,
    example: 'Cá nhân',
    note: 'Cá nhân; Cơ quan, tổ chức; Thiết bị. Để trống: Cá nhân',
  }),
  column('agency', 'Cơ quan', 'text', {
    also: ['Cơ quan quản lý', 'Cơ quan, tổ chức quản lý'],
    example: 'UBND xã Khun Há',
    note: 'Để trống: cơ quan của người nhập',
    width: 28,
  }),
  column('unitName', 'Đơn vị công tác', 'text', {
    also: ['Đơn vị', 'Phòng ban', 'Bộ phận', 'Cơ quan, tổ chức công tác'],
    example: 'Văn phòng HĐND và UBND',
    note: 'Nơi công tác của người giữ chứng thư số',
    width: 28,
  }),
  column('identityNumber', 'Số CMND/CCCD/Hộ chiếu', 'digits', {
    also: ['Số CCCD', 'CCCD', 'Số CMND', 'CMND', 'Số định danh', 'Số định danh cá nhân', 'Số CMND/CCCD'],
    max: 20,
    example: '012345678901',
    note: 'Định dạng cột là Văn bản (Text) để không mất số 0',
  }),
  column('taxCode', 'Mã số thuế', 'digits', { max: 20, example: '', note: 'Chỉ chứng thư số của cơ quan' }),
  column('budgetCode', 'Mã quan hệ ngân sách', 'digits', {
    also: ['Mã ngân sách', 'Mã QHNS', 'Mã ĐVQHNS'],
    max: 20,
    example: '',
    note: 'Chỉ chứng thư số của cơ quan',
  }),
  column('serial', 'Số hiệu chứng thư số', 'serial', {
    required: true,
    also: ['Số hiệu chứng thư', 'Số hiệu', 'Serial', 'Số serial', 'Serial number', 'Số sê-ri'],
    max: 80,
    example: '5B 7E 00 1A 9C',
    note: 'Chữ số 0-9 và chữ A-F; khoảng trắng, dấu hai chấm không tính; tìm lại chứng thư theo số này',
    width: 30,
  }),
  column('issuerName', 'Nơi cấp chứng thư số', 'text', {
    also: ['Nhà cung cấp', 'Tổ chức cung cấp', 'Đơn vị cấp'],
    example: 'CA phục vụ các cơ quan nhà nước',
    note: 'Nếu biết',
    width: 28,
  }),
  column('validFrom', 'Hiệu lực từ', 'date', {
    also: ['Hiệu lực từ ngày', 'Ngày hiệu lực', 'Ngày cấp', 'Từ ngày', 'Ngày bắt đầu'],
    max: 30,
    example: '01/03/2020',
    note: DAY_NOTE,
    width: 14,
  }),
  column('validTo', 'Hiệu lực đến', 'date', {
    also: ['Hiệu lực đến ngày', 'Ngày hết hạn', 'Ngày hết hiệu lực', 'Đến ngày', 'Hạn sử dụng', 'Thời hạn'],
    max: 30,
    example: '01/03/2023',
    note: DAY_NOTE,
    width: 14,
  }),
  column('container', 'Nơi lưu khóa', 'container', {
    also: ['Loại thiết bị', 'Hình thức'],
    max: 40,
    example: 'USB token',
    note: 'USB token; SIM ký số; Ký số từ xa; HSM',
    width: 16,
  }),
  column('tokenSerial', 'Số hiệu thiết bị', 'token', {
    also: ['Số hiệu thiết bị lưu khóa bí mật', 'Số hiệu token', 'Token', 'USB token', 'Số thiết bị'],
    max: 40,
    example: '4F-2081',
    note: 'Khắc trên thiết bị',
    width: 18,
  }),
  column('email', 'Địa chỉ thư điện tử công vụ', 'email', {
    also: ['Thư điện tử công vụ', 'Thư điện tử', 'Email', 'E-mail', 'Hộp thư', 'Địa chỉ thư điện tử'],
    max: 120,
    example: 'mailt.khunha@laichau.gov.vn',
    note: 'Như đã đăng ký với nơi cấp',
    width: 32,
  }),
  column('mobile', 'Số điện thoại di động', 'digits', {
    also: ['Số điện thoại', 'Điện thoại', 'Di động', 'SĐT'],
    max: 20,
    example: '0912345678',
    note: 'Định dạng cột là Văn bản (Text) để không mất số 0',
  }),
  column('custodianName', 'Người giữ', 'text', {
    also: ['Người quản lý', 'Người sử dụng', 'Người được giao giữ'],
    max: 100,
    example: '',
    note: 'Để trống: chính chủ',
  }),
  column('renewalCount', 'Số lần gia hạn', 'count', { max: 3, example: '0', note: 'Số nguyên', width: 12 }),
  column('revokedOn', 'Ngày thu hồi', 'date', { max: 30, example: '', note: 'Chỉ chứng thư số đã thu hồi', width: 14 }),
  column('revokedReason', 'Lý do thu hồi', 'text', { max: 300, example: '', note: 'Chỉ chứng thư số đã thu hồi' }),
];

/** Headings are compared without accents, capitals, stars, brackets behind them and doubled blanks. */
export function foldHeading(text: string): string {
  return foldAccents(text)
    .replace(/\([^)]*\)/g, ' ')
    .replaceAll('*', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const BY_HEADING = new Map(
  COLUMNS.flatMap((known) => [known.heading, ...known.also].map((heading) => [foldHeading(heading), known] as const)),
);

export function columnOf(heading: string): Column | undefined {
  return BY_HEADING.get(foldHeading(heading));
}

/** Columns an office has that say nothing this register keeps. */
export const SILENT_HEADINGS: ReadonlySet<string> = new Set(['stt', 'tt', 'so tt', 'so thu tu']);
