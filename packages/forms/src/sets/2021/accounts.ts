import type { FormDefinition } from '../../definition.ts';
import { column, LIST_COLUMNS, SET_2021 } from './parts.ts';

const { fullName, position, unit, account, note } = LIST_COLUMNS;

export const M06: FormDefinition = {
  ...SET_2021,
  code: 'M06',
  kind: 'account.new',
  label: 'Mẫu số 06',
  title: ['DANH SÁCH', 'Đề nghị cấp mới tài khoản trên hệ thống quản lý văn bản điều hành'],
  shortTitle: 'Cấp mới tài khoản hệ thống văn bản',
  basis: 'Công văn, mục 3',
  layout: {
    kind: 'list',
    countLabel: 'Số lượng cấp bổ sung',
    caption: 'Danh sách đăng ký',
    rule: true,
    parts: [
      {
        key: 'list',
        columns: [
          fullName(26),
          position(22),
          unit(24),
          column('phone', 'Số Điện thoại liên hệ', 16, { type: 'phone', max: 20 }),
          note(12),
        ],
      },
    ],
  },
  footnotes: [],
};

export const M07: FormDefinition = {
  ...SET_2021,
  code: 'M07',
  kind: 'account.revoke',
  label: 'Mẫu số 07',
  title: ['DANH SÁCH', 'Đề nghị thu hồi tài khoản trên hệ thống quản lý văn bản điều hành'],
  shortTitle: 'Thu hồi tài khoản hệ thống văn bản',
  basis: 'Công văn, mục 3',
  layout: {
    kind: 'list',
    countLabel: 'Số lượng thu hồi',
    caption: 'Danh sách thu hồi',
    rule: true,
    parts: [
      {
        key: 'list',
        columns: [
          fullName(20),
          position(16),
          unit(17),
          account(22),
          column('reason', 'Lý do thu hồi', 15, {
            type: 'reason',
            max: 200,
            hint: 'Ví dụ: Chuyển công tác, Nghỉ hưu, Thôi việc, Không sử dụng.',
          }),
          note(10),
        ],
      },
    ],
  },
  footnotes: [],
};

export const M08: FormDefinition = {
  ...SET_2021,
  code: 'M08',
  kind: 'account.mobile',
  label: 'Mẫu số 08',
  title: [
    'DANH SÁCH',
    'Tài khoản trên hệ thống văn bản và điều hành đề nghị được chỉnh sửa trên thiết bị Ipad, điện thoại di động',
  ],
  shortTitle: 'Tài khoản được sửa trên iPad, điện thoại',
  basis: 'Công văn, mục 3',
  layout: {
    kind: 'list',
    countLabel: 'Số lượng tài khoản',
    caption: 'Danh sách tài khoản',
    rule: false,
    parts: [{ key: 'list', columns: [fullName(25), position(20), unit(23), account(20), note(12)] }],
  },
  footnotes: [],
};
