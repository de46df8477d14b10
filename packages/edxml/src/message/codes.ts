/** The status codes of the axis, with the Vietnamese name and the side that sends them (QCVN 102, interchange states). */
export const STATUS_CODES = {
  '01': { name: 'Đã đến', sentBy: 'receiver' },
  '02': { name: 'Từ chối tiếp nhận', sentBy: 'receiver' },
  '03': { name: 'Đã tiếp nhận', sentBy: 'receiver' },
  '04': { name: 'Phân công', sentBy: 'receiver' },
  '05': { name: 'Đang xử lý', sentBy: 'receiver' },
  '06': { name: 'Hoàn thành', sentBy: 'receiver' },
  '13': { name: 'Lấy lại', sentBy: 'sender' },
  '15': { name: 'Đồng ý cập nhật, lấy lại', sentBy: 'receiver' },
  '16': { name: 'Từ chối cập nhật, lấy lại', sentBy: 'receiver' },
} as const;

export type EdxmlStatusCode = keyof typeof STATUS_CODES;

/** True for a code of {@link STATUS_CODES}. `isStatusCode('03') // true` */
export function isStatusCode(code: string): code is EdxmlStatusCode {
  return Object.hasOwn(STATUS_CODES, code);
}

export const BUSINESS_TYPES = { '0': 'new', '1': 'recall', '2': 'update', '3': 'replace' } as const;
export const URGENCIES = {
  '0': 'normal',
  '1': 'urgent',
  '2': 'very_urgent',
  '3': 'express',
  '4': 'express_timed',
} as const;
export const STEERINGS = { '1': 'not_directive', '2': 'directive', '3': 'directive_report' } as const;
export const RECEIVER_CHANGES = { '0': 'removed', '1': 'added' } as const;

/** Which published pattern an agency code follows. Patterns only warn: a code is opaque text. */
export type AgencyCodeScheme = 'qd20' | 'qcvn102' | 'enterprise' | 'other_body' | 'unknown';

const SCHEMES: readonly [AgencyCodeScheme, RegExp][] = [
  // QĐ 20/2020/QĐ-TTg Điều 4: level 1 first, deeper groups of any length.
  ['qd20', /^[A-Y]\d{2}(\.[0-9A-Z]+)*$/],
  // QCVN 102:2016: level 1 last; short spellings such as 28.22.H17 are in use.
  ['qcvn102', /^\d{1,3}(\.\d{1,3}){0,2}\.[A-Z]\d{2}$/],
  // QĐ 20/2020 Điều 5: business code, with the branch suffix of a tax code.
  ['enterprise', /^\d{10,13}(-\d{3})?$/],
  // QĐ 20/2020 Điều 6–8: Zxy and at most 32 characters.
  ['other_body', /^Z\d{2}[0-9A-Z.]{0,32}$/],
];

/** Longest code by QĐ 20/2020 Điều 4. */
const AGENCY_CODE_MAX = 35;

/** Trimmed and in upper case: the form in which codes are compared. `normaliseAgencyCode(' h35.9 ') // 'H35.9'` */
export function normaliseAgencyCode(code: string): string {
  return code.trim().toUpperCase();
}

/** `agencyCodeScheme('H35.9.1') // 'qd20'`, `agencyCodeScheme('000.00.00.H41') // 'qcvn102'` */
export function agencyCodeScheme(code: string): AgencyCodeScheme {
  const value = normaliseAgencyCode(code);
  if (value.length > AGENCY_CODE_MAX) {
    return 'unknown';
  }
  return SCHEMES.find(([, pattern]) => pattern.test(value))?.[0] ?? 'unknown';
}
