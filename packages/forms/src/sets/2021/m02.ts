import type { FormDefinition, FormField, Need } from '../../definition.ts';
import { emailField, line, OLD_CERTIFICATE_LINE, oldCertificateFields, SET_2021, textField } from './parts.ts';

/** A body may have no such code; then it says so, and the field stays empty. */
function codeOrNone(field: FormField, none: string): FormField[] {
  const noneKey = `${field.key}None`;
  const need: Need = { when: noneKey, is: ['false'] };
  return [{ ...field, need }, noneField(noneKey, none)];
}

export const NO_TAX_CODE = 'Cơ quan, tổ chức không có mã số thuế';
export const NO_BUDGET_CODE = 'Cơ quan, tổ chức không có mã quan hệ ngân sách';

/** Says that a body has no such code; not on the paper. */
export function noneField(key: string, label: string): FormField {
  return { key, label, type: 'check', need: 'optional', max: 5, unprinted: true };
}

export const TAX_CODE: FormField = {
  key: 'taxCode',
  label: 'Mã số thuế',
  type: 'taxCode',
  need: 'required',
  max: 20,
  hint: '10 chữ số, đơn vị phụ thuộc thêm gạch nối và 3 chữ số: 0123456789-001.',
};

export const BUDGET_CODE: FormField = {
  key: 'budgetCode',
  label: 'Mã quan hệ ngân sách',
  type: 'budgetCode',
  need: 'required',
  max: 20,
  hint: '7 chữ số do cơ quan tài chính cấp.',
};

export const M02: FormDefinition = {
  ...SET_2021,
  code: 'M02',
  kind: 'cert.issue.org',
  label: 'Mẫu 02',
  title: ['ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ CHO CƠ QUAN, TỔ CHỨC'],
  shortTitle: 'Cấp chứng thư số cho cơ quan, tổ chức',
  basis: 'Công văn, mục 2',
  layout: {
    kind: 'sheet',
    addressee: 'guiding_office',
    fields: [
      textField('organisationName', 'Tên cơ quan, tổ chức được cấp chứng thư số', 200),
      textField('address', 'Địa chỉ', 300),
      ...codeOrNone(TAX_CODE, NO_TAX_CODE),
      ...codeOrNone(BUDGET_CODE, NO_BUDGET_CODE),
      textField('province', 'Tỉnh/Thành phố', 100),
      emailField('email', 1, 'Hộp thư của cơ quan, tổ chức (không phải của cá nhân), do cơ quan nhà nước cấp.'),
      ...oldCertificateFields(),
    ],
    blocks: [
      line('organisationName'),
      line('address'),
      line('taxCode'),
      line('budgetCode'),
      line('province'),
      line('email'),
      OLD_CERTIFICATE_LINE,
    ],
    signer: { title: 'Người quản lý chứng thư số', note: '(Ký tên, đóng dấu)' },
    seal: 'always',
  },
  footnotes: [
    {
      numbers: [1],
      text:
        'Địa chỉ hộp thư điện tử của cơ quan, tổ chức sử dụng chứng thư số được cấp bởi cơ quan nhà nước ' +
        '(không sử dụng các địa chỉ thư điện tử gmail, yahoo, hotmail...).',
    },
  ],
};
