import type { RequestKind } from '../definition.ts';
import { identityKey, serialKey, tokenKey } from '../keys.ts';
import { REVOKE_REASONS } from '../reasons.ts';
import { checkRenewal, compareWithRegister, findCertificate } from './certificate-rules.ts';
import { checkChanges } from './change-rules.ts';
import { type Entry, isWritten } from './entry.ts';
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

/** Mẫu 04 asks for both codes of an organisation (footnotes 3, 4); a body that has none of one kind says so. */
function checkOrganisationCodes(entry: Entry): void {
  if (entry.text('subject.kind') !== 'organisation') {
    return;
  }
  for (const [key, footnote] of [
    ['subject.taxCode', 3],
    ['subject.budgetCode', 4],
  ] as const) {
    const label = entry.fields.find((field) => field.key === key)?.label;
    if (!isWritten(entry.text(key)) && !entry.isChecked(`${key}None`)) {
      const message = `Còn thiếu “${label}”. Thu hồi chứng thư số của cơ quan, tổ chức phải ghi mục này. Hãy điền mã của cơ quan; nếu cơ quan không có mã thì đánh dấu “không có”.`;
      entry.tell(key, 'requests.field_missing', message, { rule: `Mẫu 04, ghi chú (${footnote})` });
    }
  }
}

/** A code beside the mark that there is none: one of the two is wrong. */
function checkNoCode(entry: Entry, prefix: '' | 'subject.'): void {
  for (const key of [`${prefix}taxCode`, `${prefix}budgetCode`]) {
    if (entry.isSound(key) && entry.isChecked(`${key}None`)) {
      const label = entry.fields.find((field) => field.key === key)?.label;
      const message = `Đã đánh dấu không có “${label}” nhưng vẫn ghi mã. Hãy bỏ mã hoặc bỏ đánh dấu.`;
      entry.tell(key, 'requests.field_not_applicable', message, { severity: 'warning' });
    }
  }
}

const OF_PERSON = ['subject.identity.number', 'subject.identity.issuedOn', 'subject.identity.issuedBy'];
const OF_ORGANISATION = ['subject.taxCode', 'subject.budgetCode'];

/** Footnotes 2 to 4: an identity paper belongs to a person's certificate, the two codes to an organisation's. */
function checkSubjectOnly(entry: Entry): void {
  const subject = entry.text('subject.kind');
  const strange = [
    ...(subject === 'organisation' || subject === 'device' ? OF_PERSON : []),
    ...(subject === 'person' || subject === 'device' ? OF_ORGANISATION : []),
  ];
  for (const key of strange.filter((one) => entry.isSound(one))) {
    const label = entry.fields.find((field) => field.key === key)?.label;
    const owner = OF_PERSON.includes(key) ? 'cá nhân' : 'cơ quan, tổ chức';
    const message = `“${label}” chỉ ghi khi thu hồi chứng thư số của ${owner}. Hãy bỏ mục này, hoặc chọn lại loại chứng thư số.`;
    entry.tell(key, 'requests.field_not_applicable', message, {
      severity: 'warning',
      rule: 'Mẫu 04, ghi chú (2), (3), (4)',
    });
  }
}

/** The device is named unless the key lies in a SIM; a number without a device says as much (footnote 6). */
function checkDevice(entry: Entry): void {
  const key = 'token.serial';
  const isSim = entry.text('container') === 'pki_sim';
  if (isSim && entry.isSound(key)) {
    const message =
      'Khóa nằm trong SIM ký số nên không ghi số hiệu thiết bị lưu khóa bí mật. Hãy bỏ số này, hoặc chọn USB Token.';
    entry.tell(key, 'requests.field_not_applicable', message, { severity: 'warning', rule: 'Mẫu 04, ghi chú (6)' });
  }
  const isNeeded = entry.text('container') === 'token' || !isWritten(entry.text('subject.mobile'));
  if (!isSim && isNeeded && !isWritten(entry.text(key))) {
    const message =
      'Còn thiếu “Số hiệu Thiết bị lưu khóa bí mật”. Chỉ để trống khi khóa nằm trong SIM ký số và có số điện thoại của SIM. Hãy ghi dãy ký tự in trên vỏ thiết bị.';
    entry.tell(key, 'requests.field_missing', message);
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
  checkNoCode(entry, 'subject.');
  checkSubjectOnly(entry);
  checkDevice(entry);
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
  'cert.issue.org': (entry) => {
    checkIssueOrganisation(entry);
    checkNoCode(entry, '');
  },
  'cert.renew_change': checkRenewChange,
  'cert.revoke': checkRevoke,
  'cert.restore': checkRestore,
};

/** Fields whose need depends on each other, told by a rule above. */
export const OWN_NEED_RULE: Partial<Record<RequestKind, readonly string[]>> = {
  'cert.revoke': ['subject.taxCode', 'subject.budgetCode', 'token.serial'],
};
