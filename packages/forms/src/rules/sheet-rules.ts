import type { RequestKind } from '../definition.ts';
import { identityKey, serialKey, tokenKey } from '../keys.ts';
import { REVOKE_REASONS } from '../reasons.ts';
import { checkRenewal, compareWithRegister, findCertificate } from './certificate-rules.ts';
import { checkChanges } from './change-rules.ts';
import type { Entry } from './entry.ts';
import { checkIssueOrganisation, checkIssuePerson } from './issue-rules.ts';
import { checkCertificateDates, checkPerson, checkSubjectIdentity } from './person-rules.ts';

/** A mobile number belongs on Mẫu 03 and 04 only when the key lies in a SIM (footnotes 2 and 6). */
function checkSimOnly(entry: Entry): void {
  if (entry.isSound('subject.mobile') && entry.text('container') === 'token') {
    const message =
      'Số điện thoại di động chỉ ghi khi khóa nằm trong SIM ký số, nhưng đã chọn USB Token. Hãy bỏ số này, hoặc chọn SIM ký số.';
    entry.tell('subject.mobile', 'requests.field_not_applicable', message, { severity: 'warning' });
  }
}

function checkRenewChange(entry: Entry): void {
  checkSimOnly(entry);
  checkCertificateDates(entry, 'certificate');
  const known = findCertificate(entry, 'renew_change');
  if (known !== undefined) {
    compareWithRegister(entry, known);
  }
  if (entry.isChecked('renew')) {
    checkRenewal(entry, known);
  }
  checkChanges(entry);
}

/** Mẫu 04 asks for both codes of an organisation (footnotes 3, 4); a body without one of them may leave that one out. */
function checkOrganisationCodes(entry: Entry): void {
  if (entry.text('subject.kind') !== 'organisation') {
    return;
  }
  const [tax, budget] = [entry.text('subject.taxCode'), entry.text('subject.budgetCode')];
  if ((tax === '') !== (budget === '')) {
    const key = tax === '' ? 'subject.taxCode' : 'subject.budgetCode';
    const message =
      'Chưa ghi đủ mã số thuế và mã quan hệ ngân sách của cơ quan, tổ chức. Chỉ để trống khi cơ quan không có mã đó. Hãy kiểm tra lại.';
    entry.tell(key, 'requests.field_missing', message, { severity: 'warning', rule: 'Mẫu 04, ghi chú (3), (4)' });
  } else if (tax === '') {
    const message =
      'Còn thiếu mã số thuế và mã quan hệ ngân sách. Thu hồi chứng thư số của cơ quan, tổ chức cần ít nhất một mã. Hãy ghi mã của cơ quan.';
    entry.tell('subject.taxCode', 'requests.field_missing', message, { rule: 'Mẫu 04, ghi chú (3), (4)' });
  }
}

function checkReason(entry: Entry): void {
  const reason = REVOKE_REASONS.find(({ value }) => value === entry.text('reasonCode'));
  const subject = entry.text('subject.kind');
  if (reason === undefined || !entry.isSound('subject.kind')) {
    return;
  }
  const { revoke: rule } = entry.sources;
  if (!reason.subjects.some((one) => one === subject)) {
    const message = `Căn cứ “${reason.label}” không dùng cho loại chứng thư số đã chọn. Theo ${rule}, mỗi loại có căn cứ thu hồi riêng. Hãy chọn căn cứ khác, hoặc chọn lại loại.`;
    entry.tell('reasonCode', 'requests.reason_not_applicable', message, { rule });
  }
  const isSelf =
    identityKey(entry.text('declarant.identity.number')) === identityKey(entry.text('subject.identity.number'));
  if (reason.value === 'died' && entry.isSound('subject.identity.number') && isSelf) {
    const message =
      'Căn cứ “Đã chết” nhưng người khai chính là chủ chứng thư số. Người quản lý chứng thư số hoặc thủ trưởng khai thay. Hãy ghi người khai khác, hoặc chọn căn cứ khác.';
    entry.tell('reasonCode', 'requests.reason_not_applicable', message, { rule });
  }
}

function checkRevoke(entry: Entry): void {
  checkPerson(entry, 'declarant.');
  checkSubjectIdentity(entry);
  checkOrganisationCodes(entry);
  checkSimOnly(entry);
  const known = findCertificate(entry, 'revoke');
  if (known !== undefined) {
    compareWithRegister(entry, known);
  }
  const isOfOther =
    known !== undefined &&
    known.tokenSerial !== '' &&
    tokenKey(known.tokenSerial) !== tokenKey(entry.text('token.serial'));
  if (isOfOther && entry.isSound('token.serial')) {
    const message = `Theo sổ, chứng thư số này nằm trong thiết bị ${known.tokenSerial}. Hãy đối chiếu số in trên vỏ thiết bị.`;
    const fix = { label: `Ghi ${known.tokenSerial}`, value: known.tokenSerial };
    entry.tell('token.serial', 'requests.token_mismatch', message, { severity: 'warning', fix });
  }
  checkReason(entry);
}

const LOST = new Set(['lost', 'written_off']);

/** A lost device is not restored but its certificate revoked; the certificate is found through the device (Mẫu 05 has no serial). */
function checkRestore(entry: Entry): void {
  checkPerson(entry, 'declarant.');
  const { token, certificate } = entry.facts;
  if (token === undefined || !entry.isSound('token.serial')) {
    return;
  }
  const serial = entry.text('token.serial');
  const known = token(tokenKey(serial));
  if (known === undefined) {
    const message = `Sổ thiết bị không có số hiệu “${serial}”. Hãy đối chiếu số in trên vỏ thiết bị; nếu đúng, đề nghị đơn vị đầu mối ghi sổ trước.`;
    entry.tell('token.serial', 'requests.token_unknown', message);
  } else if (LOST.has(known.state)) {
    const message = `Thiết bị ${serial} đã được báo thất lạc. Theo Công văn, mục 2, thiết bị thất lạc phải báo ngay để thu hồi, không khôi phục mật khẩu. Hãy lập Mẫu 04.`;
    const fix = { label: 'Mở Mẫu 04 đề nghị thu hồi', kind: 'cert.revoke' as RequestKind };
    entry.tell('token.serial', 'requests.token_lost', message, { rule: 'Công văn, mục 2', fix });
  } else if (known.certificateSerial === null) {
    const message = `Theo sổ, thiết bị ${serial} không chứa chứng thư số nào. Hãy đối chiếu số in trên vỏ thiết bị.`;
    entry.tell('token.serial', 'requests.serial_unknown', message);
  } else {
    const held = certificate?.(serialKey(known.certificateSerial));
    if (held !== undefined) {
      compareWithRegister(entry, held);
    }
  }
}

export const SHEET_RULES: Partial<Record<RequestKind, (entry: Entry) => void>> = {
  'cert.issue.person': checkIssuePerson,
  'cert.issue.org': checkIssueOrganisation,
  'cert.renew_change': checkRenewChange,
  'cert.revoke': checkRevoke,
  'cert.restore': checkRestore,
};

/** Fields whose need depends on each other, told by a rule above. */
export const OWN_NEED_RULE: Partial<Record<RequestKind, readonly string[]>> = {
  'cert.revoke': ['subject.taxCode', 'subject.budgetCode'],
};
