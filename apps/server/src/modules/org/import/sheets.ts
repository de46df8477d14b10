import type { ImportSheet } from '@congvu/contracts';
import { DEFAULT_LIMITS } from '../../../platform/tables/table.ts';
import { type Column, type ColumnKind, GROUPS, KINDS, RANKS, ROLES, STAFF, TIERS } from './columns.ts';

export interface Sheet {
  key: ImportSheet;
  name: string;
  columns: Column[];
}

/** Rows one sheet may bring in: as many as the reader takes. */
export const MAX_ROWS = DEFAULT_LIMITS.rows;

const DAY_NOTE = 'ngày/tháng/năm, ví dụ 01/03/2021';
const AGENCY_CODE: Column = {
  field: 'agencyCode',
  heading: 'Mã cơ quan',
  kind: 'code',
  required: true,
  max: 35,
  example: 'H35.9',
  note: 'Mã định danh của cơ quan ở trang Cơ quan hoặc đã có trong hệ thống',
  width: 16,
};

function column(
  field: string,
  heading: string,
  kind: ColumnKind,
  rest: Partial<Column> & Pick<Column, 'example' | 'note'>,
): Column {
  return { field, heading, kind, max: 200, width: 22, ...rest };
}

const AGENCIES: Sheet = {
  key: 'agencies',
  name: 'Cơ quan',
  columns: [
    { ...AGENCY_CODE, field: 'code', note: 'Mã định danh theo QĐ 20/2020/QĐ-TTg; tìm lại cơ quan theo mã này' },
    column('oldCode', 'Mã cũ', 'code', { max: 35, example: '000.09.35.H35', note: 'Mã theo QCVN 102:2016, nếu có' }),
    column('parentCode', 'Mã cơ quan cấp trên', 'code', {
      max: 35,
      example: 'H35',
      note: 'Để trống cho cơ quan cao nhất',
    }),
    column('name', 'Tên cơ quan', 'text', {
      required: true,
      example: 'UBND huyện Tam Đường',
      note: 'Tên đầy đủ',
      width: 36,
    }),
    column('shortName', 'Tên ngắn', 'text', { max: 120, example: 'UBND huyện', note: 'Để trống thì dùng tên đầy đủ' }),
    column('kind', 'Loại', 'choice', {
      required: true,
      choices: KINDS,
      example: 'Ủy ban nhân dân',
      note: 'Chọn trong danh sách',
    }),
    column('tier', 'Cấp', 'choice', {
      required: true,
      choices: TIERS,
      example: 'Huyện',
      note: 'Chọn trong danh sách',
      width: 14,
    }),
    column('group', 'Nhóm nơi nhận', 'choice', {
      choices: GROUPS,
      example: '',
      note: 'Nhóm khi chọn nơi nhận văn bản',
    }),
    column('symbol', 'Ký hiệu', 'text', {
      required: true,
      max: 30,
      example: 'UBND',
      note: 'Viết tắt trong ký hiệu văn bản',
      width: 14,
    }),
    column('place', 'Địa danh', 'text', {
      required: true,
      max: 100,
      example: 'Tam Đường',
      note: 'Ghi trước ngày tháng của văn bản',
    }),
    column('governingName', 'Cơ quan chủ quản', 'text', {
      max: 300,
      example: '',
      note: 'Dòng trên tên cơ quan ở ô 2, nếu có',
    }),
    column('email', 'Thư điện tử', 'text', { example: '', note: 'Hộp thư công vụ của cơ quan' }),
    column('hosted', 'Dùng hệ thống này', 'yes_no', {
      max: 10,
      example: 'Có',
      note: 'Không: chỉ là địa chỉ nhận',
      width: 18,
    }),
    column('sortOrder', 'Thứ tự', 'integer', { max: 6, example: '1', note: 'Số nguyên, nhỏ đứng trước', width: 10 }),
    column('validFrom', 'Hiệu lực từ', 'date', {
      max: 10,
      example: '',
      note: `Để trống nếu đã có từ trước; ${DAY_NOTE}`,
      width: 14,
    }),
    column('validTo', 'Hiệu lực đến', 'date', {
      max: 10,
      example: '',
      note: `Để trống nếu đang hoạt động; ${DAY_NOTE}`,
      width: 14,
    }),
  ],
};

const UNITS: Sheet = {
  key: 'units',
  name: 'Đơn vị',
  columns: [
    AGENCY_CODE,
    column('code', 'Mã đơn vị', 'code', {
      required: true,
      max: 30,
      example: 'VP',
      note: 'Không trùng trong cơ quan',
      width: 14,
    }),
    column('name', 'Tên đơn vị', 'text', { required: true, example: 'Văn phòng', note: 'Tên đầy đủ', width: 36 }),
    column('parentCode', 'Mã đơn vị cấp trên', 'code', {
      max: 30,
      example: '',
      note: 'Để trống nếu trực thuộc cơ quan',
    }),
    column('symbol', 'Ký hiệu', 'text', { max: 30, example: 'VP', note: 'Viết tắt trong ký hiệu công văn', width: 14 }),
    column('sortOrder', 'Thứ tự', 'integer', { max: 6, example: '1', note: 'Số nguyên, nhỏ đứng trước', width: 10 }),
    column('validFrom', 'Hiệu lực từ', 'date', {
      max: 10,
      example: '',
      note: `Để trống nếu đã có từ trước; ${DAY_NOTE}`,
      width: 14,
    }),
    column('validTo', 'Hiệu lực đến', 'date', {
      max: 10,
      example: '',
      note: `Để trống nếu đang hoạt động; ${DAY_NOTE}`,
      width: 14,
    }),
  ],
};

const PEOPLE: Sheet = {
  key: 'people',
  name: 'Cán bộ',
  columns: [
    AGENCY_CODE,
    column('code', 'Mã cán bộ', 'code', {
      required: true,
      max: 30,
      example: 'CB001',
      note: 'Không trùng trong cơ quan',
      width: 14,
    }),
    column('fullName', 'Họ và tên', 'text', {
      required: true,
      max: 100,
      example: 'Lò Thị Mẫu',
      note: 'Đủ họ, đệm, tên',
      width: 30,
    }),
    column('staffKind', 'Đối tượng', 'choice', {
      choices: STAFF,
      example: 'Công chức',
      note: 'Để trống là công chức',
      width: 14,
    }),
    column('bornOn', 'Ngày sinh', 'date', { max: 10, example: '15/08/1990', note: DAY_NOTE, width: 14 }),
    column('email', 'Thư điện tử', 'text', { example: '', note: 'Thư công vụ', width: 30 }),
    column('phone', 'Điện thoại', 'digits', {
      max: 30,
      example: '',
      note: 'Nhập ở dạng chữ để giữ số 0 ở đầu',
      width: 16,
    }),
    column('identityNumber', 'Số định danh', 'digits', {
      max: 20,
      example: '',
      note: 'Số định danh cá nhân; để trống thì giữ số đã có',
      width: 18,
    }),
  ],
};

const POSITIONS: Sheet = {
  key: 'positions',
  name: 'Chức vụ',
  columns: [
    AGENCY_CODE,
    column('unitCode', 'Mã đơn vị', 'code', {
      required: true,
      max: 30,
      example: 'VP',
      note: 'Đơn vị của chức vụ',
      width: 14,
    }),
    column('personCode', 'Mã cán bộ', 'code', {
      required: true,
      max: 30,
      example: 'CB001',
      note: 'Người giữ chức vụ',
      width: 14,
    }),
    column('personAgencyCode', 'Mã cơ quan của cán bộ', 'code', {
      max: 35,
      example: '',
      note: 'Khi người ấy thuộc cơ quan khác',
    }),
    column('title', 'Chức vụ', 'text', {
      required: true,
      max: 150,
      example: 'Văn thư',
      note: 'Như ghi dưới chữ ký',
      width: 28,
    }),
    column('rank', 'Vị trí', 'choice', {
      choices: RANKS,
      example: 'Nhân viên',
      note: 'Để trống là nhân viên',
      width: 26,
    }),
    column('roles', 'Vai', 'choices', {
      required: true,
      choices: ROLES,
      example: 'Văn thư',
      note: `Một hoặc nhiều vai, cách nhau dấu chấm phẩy: ${Object.keys(ROLES).join('; ')}`,
      width: 26,
    }),
    column('fields', 'Lĩnh vực', 'list', {
      max: 1_000,
      example: '',
      note: 'Lĩnh vực phụ trách, cách nhau dấu chấm phẩy',
    }),
    column('validFrom', 'Từ ngày', 'date', {
      required: true,
      max: 10,
      example: '01/03/2021',
      note: DAY_NOTE,
      width: 14,
    }),
    column('validTo', 'Đến ngày', 'date', {
      max: 10,
      example: '',
      note: `Để trống nếu đang giữ; ${DAY_NOTE}`,
      width: 14,
    }),
  ],
};

/** The four sheets of the template, in the order in which they build on each other. */
export const SHEETS: readonly Sheet[] = [AGENCIES, UNITS, PEOPLE, POSITIONS];
export const INSTRUCTIONS = 'Hướng dẫn';
/** First cell of the example row; a row that still starts so is left out. */
export const EXAMPLE_MARK = 'Ví dụ:';
