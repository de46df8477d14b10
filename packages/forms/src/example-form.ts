import { addDays, addYears } from './dates.ts';
import type { FieldValue, FilledForm, FormCode, FormRow } from './definition.ts';
import { isListForm } from './fields.ts';
import { formByCode } from './sets/index.ts';

/** A day of the letter's month; the people are invented. */
const EXAMPLE_DAY = '2021-03-24';

const EMAIL = 'huonglt.khunha@laichau.gov.vn';

function person(prefix: string): Record<string, FieldValue> {
  return {
    [`${prefix}fullName`]: 'Lò Thị Hương',
    [`${prefix}gender`]: 'female',
    [`${prefix}bornOn`]: '1988-05-07',
    [`${prefix}birthPlace`]: 'Xã Khun Há, huyện Tam Đường, tỉnh Lai Châu',
    [`${prefix}identity.number`]: '012188004321',
    [`${prefix}identity.issuedOn`]: '2018-06-11',
    [`${prefix}identity.issuedBy`]: 'Cục Cảnh sát quản lý hành chính về trật tự xã hội',
    [`${prefix}position`]: 'Công chức Văn phòng - Thống kê',
    [`${prefix}employer`]: 'UBND xã Khun Há',
    [`${prefix}mobile`]: '0912345678',
  };
}

/** A certificate that runs out in 120 days: the window of renewal is open. */
function certificate(on: string): Record<string, FieldValue> {
  const expiresOn = addDays(on, 120);
  return {
    'certificate.serial': '5A 3F 00 91 7C',
    'certificate.issuedOn': addYears(expiresOn, -3),
    'certificate.expiresOn': expiresOn,
  };
}

function sheetFields(code: FormCode, on: string): Record<string, FieldValue> {
  const { 'certificate.serial': serial = '', ...dates } = certificate(on);
  const subject = { 'subject.name': 'Lò Thị Hương', 'subject.email': EMAIL };
  switch (code) {
    case 'M01':
      return {
        ...person(''),
        email: EMAIL,
        employerAddress: 'Bản Sàn Phàng, xã Khun Há, huyện Tam Đường, tỉnh Lai Châu',
        pkiSim: 'Viettel/cs',
        'oldCertificate.serial': '',
        'oldCertificate.issuedOn': '',
        'oldCertificate.expiresOn': '',
      };
    case 'M02':
      return {
        organisationName: 'Ủy ban nhân dân xã Khun Há',
        address: 'Bản Sàn Phàng, xã Khun Há, huyện Tam Đường, tỉnh Lai Châu',
        taxCode: '6200012010',
        taxCodeNone: false,
        budgetCode: '1012345',
        budgetCodeNone: false,
        province: 'Lai Châu',
        email: 'khunha.tamduong@laichau.gov.vn',
        'oldCertificate.serial': '4C 10 2B 77 01',
        'oldCertificate.issuedOn': addYears(on, -4),
        'oldCertificate.expiresOn': addDays(on, 45),
      };
    case 'M03':
      return {
        'subject.kind': 'person',
        ...subject,
        container: 'token',
        'subject.mobile': '',
        'certificate.serial': serial,
        ...dates,
        renew: true,
        change: true,
        changes: [
          {
            attribute: 'Cơ quan, tổ chức công tác',
            newValue: 'Phòng Văn hóa và Thông tin huyện Tam Đường',
            oldValue: 'UBND xã Khun Há',
          },
        ],
      };
    case 'M04':
      return {
        ...person('declarant.'),
        'subject.kind': 'person',
        container: 'token',
        ...subject,
        'subject.identity.number': '012188004321',
        'subject.identity.issuedOn': '2018-06-11',
        'subject.identity.issuedBy': 'Cục Cảnh sát quản lý hành chính về trật tự xã hội',
        'subject.taxCode': '',
        'subject.taxCodeNone': false,
        'subject.budgetCode': '',
        'subject.budgetCodeNone': false,
        'certificate.serial': serial,
        'token.serial': '4F-2081-7733',
        'subject.mobile': '',
        reasonCode: 'device_lost',
        reason: 'Thất lạc thiết bị lưu khóa bí mật trong chuyến công tác, đã báo UBND huyện.',
      };
    default:
      return { ...person('declarant.'), 'token.serial': '4F-2081-7733', ...subject };
  }
}

const UNIT = 'UBND xã Khun Há';

const ROWS: Partial<Record<FormCode, readonly FormRow[]>> = {
  M06: [
    { fullName: 'Giàng A Páo', position: 'Công chức Địa chính - Xây dựng', unit: UNIT, phone: '0987654321', note: '' },
    {
      fullName: 'Tẩn Thị Mẩy',
      position: 'Công chức Tư pháp - Hộ tịch',
      unit: UNIT,
      phone: '0356789012',
      note: 'Mới tuyển dụng',
    },
  ],
  M07: [
    {
      fullName: 'Sùng A Dế',
      position: 'Công chức Địa chính',
      unit: UNIT,
      account: 'desa.khunha',
      reason: 'Chuyển công tác',
      note: '',
    },
    { fullName: 'Vàng Thị Pà', position: 'Văn thư', unit: UNIT, account: 'pavt.khunha', reason: 'Nghỉ hưu', note: '' },
  ],
  M08: [
    { fullName: 'Lò Văn Pâng', position: 'Chủ tịch UBND xã', unit: UNIT, account: 'panglv.khunha', note: 'iPad' },
    {
      fullName: 'Lò Thị Hương',
      position: 'Công chức Văn phòng - Thống kê',
      unit: UNIT,
      account: 'huonglt.khunha',
      note: '',
    },
  ],
  // As the letter prints them.
  M09: [
    { fullName: 'Nguyễn Văn A', unit: 'A', mailbox: 'khoasa.sonbinh', note: 'Chuyển công tác' },
    { fullName: 'Nguyễn Văn B', unit: 'B', mailbox: 'Toannt.tamduong', note: 'Đã nghỉ hưu' },
    { fullName: 'Nguyễn Văn C', unit: 'C', mailbox: 'Khoaha.tamduong', note: 'Đã nghỉ hưu' },
  ],
  M10: [
    { part: 'units', unitName: 'Trường Mầm non Khun Há', note: '' },
    { part: 'people', fullName: 'Giàng A Páo', unit: UNIT, position: 'Công chức Địa chính - Xây dựng', note: '' },
    {
      part: 'people',
      fullName: 'Tẩn Thị Mẩy',
      unit: UNIT,
      position: 'Công chức Tư pháp - Hộ tịch',
      note: 'Mới tuyển dụng',
    },
  ],
};

/**
 * A complete form with invented people in which `checkForm` finds nothing.
 * @param on the day of the form, `yyyy-mm-dd`: certificates are valid around it
 * @example checkForm(exampleForm('M01'), { today: '2021-03-24' }) // []
 */
export function exampleForm(code: FormCode, on = EXAMPLE_DAY): FilledForm {
  const form = formByCode(code);
  if (isListForm(form)) {
    return { form: code, set: form.set, rows: ROWS[code] ?? [] };
  }
  const isOfOrganisation = code === 'M02';
  return {
    form: code,
    set: form.set,
    addressee: code === 'M01' ? UNIT : 'UBND huyện Tam Đường',
    place: 'Khun Há',
    date: on,
    signerName: isOfOrganisation ? 'Lò Văn Pâng' : 'Lò Thị Hương',
    fields: sheetFields(code, on),
  };
}
