import type { FieldValue, FormCode, FormDefinition, FormField } from '../definition.ts';
import { fieldsOf, printValue } from '../fields.ts';
import { oneLine, type PlannedColumn } from './compose-page.ts';

/** A column of a roster: one field of the form, or several that belong together, one under the other. */
export interface RosterColumn extends PlannedColumn {
  keys: readonly string[];
}

function column(title: string, share: number, ...keys: string[]): RosterColumn {
  return { title, share, align: 'left', keys };
}

const REGISTERED = ['subject.name', 'subject.email'];

/** Sheet forms as one line of a table, in the order of their fields; what belongs together shares a cell, so that the page takes it. */
const SHEETS: Partial<Record<FormCode, readonly RosterColumn[]>> = {
  M01: [
    column('Họ và tên; ngày sinh; nơi sinh', 26, 'fullName', 'bornOn', 'birthPlace'),
    column('Số CMND/CCCD/Hộ chiếu; ngày cấp; nơi cấp', 26, 'identity.number', 'identity.issuedOn', 'identity.issuedBy'),
    column('Địa chỉ thư điện tử công vụ', 26, 'email'),
    column('Cơ quan, tổ chức công tác; chức vụ', 28, 'employer', 'position'),
    column('Số điện thoại di động; SIM PKI', 17, 'mobile', 'pkiSim'),
    column('Số hiệu chứng thư số cũ (nếu có)', 20, 'oldCertificate.serial'),
  ],
  M02: [
    column('Tên cơ quan, tổ chức', 30, 'organisationName'),
    column('Địa chỉ', 28, 'address'),
    column('Mã số thuế', 16, 'taxCode'),
    column('Mã quan hệ ngân sách', 14, 'budgetCode'),
    column('Tỉnh/Thành phố', 15, 'province'),
    column('Địa chỉ thư điện tử công vụ', 26, 'email'),
    column('Số hiệu chứng thư số cũ (nếu có)', 20, 'oldCertificate.serial'),
  ],
  M03: [
    column('Tên chứng thư số; địa chỉ thư điện tử công vụ', 32, ...REGISTERED),
    column('Loại chứng thư số', 16, 'subject.kind'),
    column('Số hiệu chứng thư số; số điện thoại di động (SIM)', 24, 'certificate.serial', 'subject.mobile'),
    column('Ngày cấp; ngày hết hạn', 14, 'certificate.issuedOn', 'certificate.expiresOn'),
    column('Gia hạn', 10, 'renew'),
    column('Thay đổi nội dung thông tin', 34, 'changes'),
  ],
  M04: [
    column('Tên chứng thư số; địa chỉ thư điện tử công vụ', 30, ...REGISTERED),
    column(
      'Số CMND/CCCD/Hộ chiếu; mã số thuế; mã quan hệ ngân sách',
      22,
      'subject.identity.number',
      'subject.taxCode',
      'subject.budgetCode',
    ),
    column('Số hiệu chứng thư số', 22, 'certificate.serial'),
    column('Số hiệu Thiết bị lưu khóa bí mật; số điện thoại di động (SIM)', 20, 'token.serial', 'subject.mobile'),
    column('Lý do thu hồi', 26, 'reason'),
    column('Người khai; chức vụ', 22, 'declarant.fullName', 'declarant.position'),
  ],
  M05: [
    column('Số hiệu Thiết bị lưu khóa bí mật', 24, 'token.serial'),
    column('Tên chứng thư số; địa chỉ thư điện tử công vụ', 34, ...REGISTERED),
    column('Người khai; chức vụ', 26, 'declarant.fullName', 'declarant.position'),
    column('Cơ quan, tổ chức công tác', 26, 'declarant.employer'),
    column('Số điện thoại di động', 16, 'declarant.mobile'),
  ],
};

/** Columns of a form in a roster: those of the list, or the plan for a sheet form. */
export function rosterColumns(definition: FormDefinition, part: string | undefined): readonly RosterColumn[] {
  const { layout, code } = definition;
  if (layout.kind === 'sheet') {
    return SHEETS[code] ?? fieldsOf(definition).map((field) => column(field.label, 10, field.key));
  }
  const columns = layout.parts.find(({ key }) => key === part)?.columns ?? layout.parts[0]?.columns ?? [];
  return columns.map(({ label, width, key, type }) => ({
    title: label,
    share: width,
    align: type === 'phone' || type === 'mobile' ? 'center' : 'left',
    keys: [key],
  }));
}

/** A value as one text, also of boxes and of the table of changes. */
export function rosterText(field: FormField, value: FieldValue | undefined): string {
  if (typeof value === 'boolean') {
    return value ? 'x' : '';
  }
  if (typeof value === 'object') {
    return value.map(({ attribute, newValue }) => oneLine(`${attribute}: ${newValue}`)).join('; ');
  }
  return oneLine(printValue(field, value ?? ''));
}
