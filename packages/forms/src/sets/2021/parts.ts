import type { FormDefinition, FormField, ListColumn, Need, SheetBlock } from '../../definition.ts';

/** What all ten forms of the letter share. The letter bears the month and no day. */
export const SET_2021 = {
  set: '2021',
  validFrom: '2021-03-01',
  validTo: null,
} as const satisfies Partial<FormDefinition>;

export const GENDERS = [
  { value: 'male', label: 'Nam' },
  { value: 'female', label: 'Nữ' },
] as const;

export const SUBJECT_KINDS = [
  { value: 'person', label: 'Cá nhân' },
  { value: 'organisation', label: 'Cơ quan, tổ chức' },
  { value: 'device', label: 'Thiết bị, dịch vụ, phần mềm' },
] as const;

export const CONTAINERS = [
  { value: 'token', label: 'Thiết bị lưu khóa bí mật (USB Token)' },
  { value: 'pki_sim', label: 'SIM ký số' },
] as const;

const HINTS = {
  name: 'Ghi đủ họ, chữ đệm và tên; khi in được viết bằng chữ in hoa.',
  identity: 'CCCD 12 chữ số, CMND 9 hoặc 12 chữ số, hộ chiếu 1 chữ cái và 7 chữ số.',
  mobile: '10 chữ số, ví dụ 0912345678.',
  email: 'Hộp thư do cơ quan nhà nước cấp, không dùng gmail, yahoo, hotmail…',
} as const;

/** One line of print with its fields side by side; a bare key takes the whole line. */
export function line(...fields: (string | [key: string, grow: number])[]): SheetBlock {
  const placed = fields.map((field) =>
    typeof field === 'string' ? { key: field, grow: 1 } : { key: field[0], grow: field[1] },
  );
  return { kind: 'line', line: { fields: placed } };
}

export function textField(key: string, label: string, max: number, more: Partial<FormField> = {}): FormField {
  return { key, label, type: 'text', need: 'required', max, ...more };
}

export function dateField(key: string, label: string, more: Partial<FormField> = {}): FormField {
  return { key, label, type: 'date', need: 'required', max: 10, ...more };
}

export function emailField(key: string, footnote: number, hint: string = HINTS.email): FormField {
  return {
    key,
    label: 'Địa chỉ thư điện tử công vụ',
    type: 'officialEmail',
    need: 'required',
    max: 100,
    footnote,
    hint,
  };
}

export function mobileField(key: string, more: Partial<FormField> = {}): FormField {
  return {
    key,
    label: 'Số điện thoại di động',
    type: 'mobile',
    need: 'required',
    max: 20,
    hint: HINTS.mobile,
    ...more,
  };
}

export function serialField(key: string, label: string, more: Partial<FormField> = {}): FormField {
  const hint = 'Chữ số và chữ a–f như trên chứng thư số; dấu cách, dấu hai chấm không tính.';
  return { key, label, type: 'serial', need: 'required', max: 80, hint, ...more };
}

/** Number, day and place of issue of the identity paper. */
export function identityFields(prefix: string, need: Need = 'required', footnote?: number): FormField[] {
  const mark = footnote === undefined ? {} : { footnote };
  return [
    {
      key: `${prefix}.number`,
      label: 'Số CMND/CCCD/Hộ chiếu',
      type: 'identityNumber',
      need,
      max: 20,
      hint: HINTS.identity,
      ...mark,
    },
    dateField(`${prefix}.issuedOn`, 'Ngày cấp', { need }),
    textField(`${prefix}.issuedBy`, 'Nơi cấp', 200, { need }),
  ];
}

export function identityLine(prefix: string): SheetBlock {
  return line([`${prefix}.number`, 3], [`${prefix}.issuedOn`, 2], [`${prefix}.issuedBy`, 3]);
}

/** Who fills the form in: name, sex, birth, identity paper. */
export function personFields(prefix: '' | 'declarant.'): FormField[] {
  return [
    {
      key: `${prefix}fullName`,
      label: 'Họ và tên (chữ in hoa)',
      type: 'name',
      need: 'required',
      max: 50,
      capitals: true,
      hint: HINTS.name,
    },
    { key: `${prefix}gender`, label: 'Giới tính', type: 'gender', need: 'required', max: 10, options: GENDERS },
    dateField(`${prefix}bornOn`, 'Ngày sinh'),
    textField(`${prefix}birthPlace`, 'Nơi sinh', 200),
    ...identityFields(`${prefix}identity`),
  ];
}

export function personLines(prefix: '' | 'declarant.'): SheetBlock[] {
  return [
    line([`${prefix}fullName`, 3], [`${prefix}gender`, 2]),
    line([`${prefix}bornOn`, 2], [`${prefix}birthPlace`, 4]),
    identityLine(`${prefix}identity`),
  ];
}

/** The certificate that is followed by the one asked for: all three or none. */
export function oldCertificateFields(): FormField[] {
  const need: Need = { together: ['oldCertificate.serial', 'oldCertificate.issuedOn', 'oldCertificate.expiresOn'] };
  return [
    serialField('oldCertificate.serial', 'Số hiệu chứng thư số cũ (nếu có)', { need }),
    dateField('oldCertificate.issuedOn', 'Ngày cấp', { need }),
    dateField('oldCertificate.expiresOn', 'Ngày hết hạn', { need }),
  ];
}

export const OLD_CERTIFICATE_LINE: SheetBlock = line(
  ['oldCertificate.serial', 4],
  ['oldCertificate.issuedOn', 2],
  ['oldCertificate.expiresOn', 3],
);

export const NAME_AS_REGISTERED =
  'Tên cá nhân hoặc cơ quan, tổ chức hoặc thiết bị, dịch vụ, phần mềm đã đăng ký trong đề nghị cấp chứng thư số.';

/** What the paper leaves out and the rules need: whose certificate it is, and where its key lies. */
export function unprintedChoice(key: string, label: string, options: FormField['options'], need: Need): FormField {
  return { key, label, type: 'choice', need, max: 20, unprinted: true, ...(options === undefined ? {} : { options }) };
}

export function column(key: string, label: string, width: number, more: Partial<ListColumn> = {}): ListColumn {
  return { key, label, type: 'text', need: 'required', max: 200, width, ...more };
}

export const LIST_COLUMNS = {
  fullName: (width: number) => column('fullName', 'Họ và tên', width, { type: 'name', max: 50 }),
  position: (width: number) => column('position', 'Chức vụ', width, { max: 100 }),
  unit: (width: number) => column('unit', 'Đơn vị công tác', width),
  account: (width: number) => column('account', 'Tên tài khoản', width, { type: 'accountName', max: 100 }),
  note: (width: number) => column('note', 'Ghi chú', width, { need: 'optional', max: 500 }),
} as const;
