import type { FormDefinition } from '../../definition.ts';
import { column, LIST_COLUMNS, SET_2021 } from './parts.ts';

const { fullName, position, unit, note } = LIST_COLUMNS;

export const M09: FormDefinition = {
  ...SET_2021,
  code: 'M09',
  kind: 'mailbox.revoke',
  label: 'Mẫu số 09',
  title: ['DANH SÁCH', 'Tài khoản thư điện tử đề nghị thu hồi'],
  shortTitle: 'Thu hồi thư điện tử công vụ',
  basis: 'Công văn, mục 4',
  layout: {
    kind: 'list',
    countLabel: null,
    caption: null,
    rule: false,
    parts: [
      {
        key: 'list',
        columns: [
          fullName(28),
          unit(24),
          column('mailbox', 'Tài khoản thư điện tử', 26, { type: 'mailboxName', max: 100 }),
          // The form has no column of its own for the reason: its example rows write it here.
          { ...note(22), hint: 'Ghi lý do thu hồi: Chuyển công tác, Đã nghỉ hưu…' },
        ],
      },
    ],
  },
  footnotes: [],
};

export const M10: FormDefinition = {
  ...SET_2021,
  code: 'M10',
  kind: 'mailbox.new',
  label: 'Mẫu số 10',
  title: ['DANH SÁCH', 'Đề nghị cấp mới tài khoản thư điện tử công vụ'],
  shortTitle: 'Cấp mới thư điện tử công vụ',
  basis: 'Công văn, mục 4',
  layout: {
    kind: 'list',
    countLabel: null,
    caption: null,
    rule: false,
    parts: [
      {
        key: 'units',
        heading: '1. Đề nghị cấp mới tài khoản thư điện tử công vụ cho các đơn vị',
        columns: [column('unitName', 'Tên cơ quan, đơn vị', 70), note(30)],
      },
      {
        key: 'people',
        heading: '2. Đề nghị cấp mới tài khoản thư điện tử công vụ cho các cá nhân',
        columns: [fullName(32), unit(30), position(24), note(14)],
      },
    ],
  },
  footnotes: [],
};
