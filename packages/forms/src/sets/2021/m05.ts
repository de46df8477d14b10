import type { FormDefinition } from '../../definition.ts';
import {
  emailField,
  line,
  mobileField,
  NAME_AS_REGISTERED,
  personFields,
  personLines,
  SET_2021,
  textField,
} from './parts.ts';

export const M05: FormDefinition = {
  ...SET_2021,
  code: 'M05',
  kind: 'cert.restore',
  label: 'Mẫu 05',
  title: ['ĐỀ NGHỊ KHÔI PHỤC THIẾT BỊ LƯU KHÓA BÍ MẬT', '(Khôi phục mật khẩu chữ ký số)'],
  shortTitle: 'Khôi phục thiết bị lưu khóa bí mật',
  basis: 'Công văn, mục 2',
  layout: {
    kind: 'sheet',
    addressee: 'guiding_office',
    fields: [
      ...personFields('declarant.'),
      textField('declarant.employer', 'Cơ quan, tổ chức công tác', 200),
      textField('declarant.position', 'Chức vụ', 100),
      mobileField('declarant.mobile'),
      {
        key: 'token.serial',
        label: 'Số hiệu Thiết bị lưu khóa bí mật',
        type: 'tokenSerial',
        need: 'required',
        max: 40,
        hint: 'Dãy ký tự in trên vỏ thiết bị.',
      },
      textField('subject.name', 'Tên chứng thư số', 200, { footnote: 1 }),
      emailField('subject.email', 2, 'Địa chỉ đã đăng ký khi đề nghị cấp chứng thư số.'),
    ],
    blocks: [
      ...personLines('declarant.'),
      line('declarant.employer'),
      line('declarant.position'),
      line('declarant.mobile'),
      { kind: 'heading', text: 'Đề nghị khôi phục Thiết bị lưu khóa bí mật:' },
      line('token.serial'),
      line('subject.name'),
      line('subject.email'),
    ],
    signer: { title: 'Người khai', note: '((Ký và ghi rõ họ tên; ký tên đóng dấu nếu là lãnh đạo cơ quan, đơn vị))' },
    seal: 'leader_or_organisation',
  },
  footnotes: [
    { numbers: [1], text: NAME_AS_REGISTERED },
    { numbers: [2], text: 'Địa chỉ thư điện tử của Thuê bao đã đăng ký trong đề nghị cấp chứng thư số.' },
  ],
};
