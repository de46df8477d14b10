import type { FormDefinition } from '../../definition.ts';
import {
  emailField,
  line,
  mobileField,
  OLD_CERTIFICATE_LINE,
  oldCertificateFields,
  personFields,
  personLines,
  SET_2021,
  textField,
} from './parts.ts';

export const M01: FormDefinition = {
  ...SET_2021,
  code: 'M01',
  kind: 'cert.issue.person',
  label: 'Mẫu 01',
  title: ['ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ CHO CÁ NHÂN'],
  shortTitle: 'Cấp chứng thư số cho cá nhân',
  basis: 'Công văn, mục 2',
  layout: {
    kind: 'sheet',
    addressee: 'managing_organisation',
    fields: [
      ...personFields(''),
      emailField('email', 1),
      textField('employer', 'Cơ quan, tổ chức công tác', 200),
      textField('employerAddress', 'Địa chỉ', 300),
      textField('position', 'Chức vụ', 100),
      mobileField('mobile'),
      {
        key: 'pkiSim',
        label: 'SIM PKI',
        type: 'pkiSim',
        need: 'optional',
        max: 30,
        footnote: 2,
        hint: 'Để trống nếu không dùng; ghi nhà mạng (Viettel, Vinaphone, Mobifone), thêm “/cs” nếu chuyển số đang dùng.',
      },
      ...oldCertificateFields(),
    ],
    blocks: [
      ...personLines(''),
      line('email'),
      line('employer'),
      line('employerAddress'),
      line('position'),
      line('mobile'),
      line('pkiSim'),
      OLD_CERTIFICATE_LINE,
    ],
    signer: { title: 'Người khai', note: '(Ký và ghi rõ họ tên)' },
    seal: 'never',
  },
  footnotes: [
    {
      numbers: [1],
      text: 'Địa chỉ hộp thư điện tử của cá nhân được cấp bởi cơ quan nhà nước (không sử dụng các địa chỉ thư điện tử gmail, yahoo, hotmail...).',
    },
    {
      numbers: [2],
      text:
        'SIM PKI là thiết bị thẻ SIM điện thoại có chức năng lưu khóa bí mật phục vụ ký số dữ liệu trên thiết bị di động đảm bảo an toàn. ' +
        'Nếu Thuê bao muốn đăng ký sử dụng SIM PKI thì điền thông tin nhà mạng viễn thông (Viettel, Vinaphone, Mobifone); ' +
        'Thuê bao muốn chuyển số đang sử dụng sang SIM PKI thì ghi thêm ký hiệu “cs” (Ví dụ: Viettel/cs).',
    },
  ],
};
