import { foldAccents } from '@congvu/vntext';
import type { ChangeRow, KnownCertificate } from '../definition.ts';
import { accountKey, nameKey, plainWords } from '../keys.ts';
import { isFreeMail } from '../mail/free-mail.ts';
import { isOfficialDomain } from '../mail/official.ts';
import { normalizeField } from '../normalize.ts';
import { isAddress } from './email-rules.ts';
import { type Entry, isWritten, RULES } from './entry.ts';

export interface ChangeAttribute {
  readonly value: 'employer' | 'email' | 'name' | 'address' | 'version' | 'functions';
  readonly label: string;
  /** How offices write it, without accents. */
  readonly words: readonly string[];
}

const NAME: ChangeAttribute = { value: 'name', label: 'Tên', words: ['ten'] };

/** What may be changed in a certificate of each kind (Decree 68/2024 Art. 15); anything else needs a new one. */
export const CHANGE_ATTRIBUTES: Readonly<Record<KnownCertificate['subjectKind'], readonly ChangeAttribute[]>> = {
  person: [
    {
      value: 'email',
      label: 'Địa chỉ thư điện tử công vụ',
      words: ['thu dien tu', 'thu cong vu', 'hop thu', 'email', 'e-mail'],
    },
    {
      value: 'employer',
      label: 'Cơ quan, tổ chức công tác',
      words: ['co quan', 'cq', 'to chuc', 'don vi', 'phong', 'noi cong tac', 'noi lam viec'],
    },
  ],
  organisation: [
    { value: 'address', label: 'Địa chỉ', words: ['dia chi', 'tru so', 'tinh', 'thanh pho', 'noi dat'] },
    NAME,
  ],
  device: [
    { value: 'version', label: 'Phiên bản', words: ['phien ban', 'version'] },
    { value: 'functions', label: 'Tính năng', words: ['tinh nang', 'chuc nang'] },
    NAME,
  ],
};

const MAIL_WORDS = CHANGE_ATTRIBUTES.person[0]?.words ?? [];

/** Which attribute a row of the table means, when it is one the kind of subject may change. */
export function changeAttributeOf(
  subject: KnownCertificate['subjectKind'],
  attribute: string,
): ChangeAttribute | undefined {
  const folded = ` ${foldAccents(attribute)} `;
  const has = (word: string): boolean => folded.includes(` ${word}`);
  if (subject !== 'person' && MAIL_WORDS.some(has)) {
    return undefined;
  }
  return CHANGE_ATTRIBUTES[subject].find(({ words }) => words.some(has));
}

function isSubject(text: string): text is KnownCertificate['subjectKind'] {
  return Object.hasOwn(CHANGE_ATTRIBUTES, text);
}

function checkNewEmail(entry: Entry, number: number, row: ChangeRow): void {
  const address = normalizeField('officialEmail', row.newValue);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const where = `Dòng ${number} của bảng thay đổi`;
  if (!isAddress(address) || !isOfficialDomain(domain, entry.facts.officialDomains)) {
    const message = `${where}: “${row.newValue}” không phải địa chỉ thư công vụ. Theo ${RULES.freeMail}, địa chỉ phải do cơ quan nhà nước cấp. Hãy ghi địa chỉ hộp thư mới.`;
    entry.tell('changes', 'requests.email_not_official', message, { rule: RULES.freeMail });
  } else if (entry.facts.mailbox !== undefined && entry.facts.mailbox(address)?.state !== 'active') {
    const message = `${where}: hộp thư ${address} chưa có trong sổ hoặc không đang dùng. Theo ${RULES.mailboxFirst}, phải có thư công vụ trước. Hãy lập Mẫu số 10 rồi ghi địa chỉ được cấp.`;
    const fix = { label: 'Mở Mẫu số 10 đề nghị cấp hộp thư công vụ', kind: 'mailbox.new' } as const;
    entry.tell('changes', 'requests.mailbox_required', message, { rule: RULES.mailboxFirst, fix });
  } else if (accountKey(address) === accountKey(entry.text('subject.email'))) {
    const message = `${where}: địa chỉ mới trùng địa chỉ đã đăng ký. Mục “Địa chỉ thư điện tử công vụ” ghi địa chỉ cũ, bảng thay đổi ghi địa chỉ mới. Hãy sửa một trong hai.`;
    entry.tell('changes', 'requests.change_without_effect', message, { rule: `${entry.form.label}, ghi chú (3)` });
  }
}

function checkChange(entry: Entry, row: ChangeRow, number: number): void {
  const where = `Dòng ${number} của bảng thay đổi`;
  if (!isWritten(row.attribute) || !isWritten(row.newValue)) {
    const message = `${where} chưa đủ: mỗi dòng gồm thông tin cần thay đổi và thông tin mới. Hãy ghi đủ hai ô hoặc bỏ dòng này.`;
    entry.tell('changes', 'requests.change_incomplete', message);
    return;
  }
  const free = isFreeMail(`${row.attribute} ${row.newValue}`, entry.facts.officialDomains);
  if (free !== undefined) {
    const message = `${where} có địa chỉ của dịch vụ thư miễn phí (${free.domain}). Theo ${RULES.freeMail}, không dùng thư điện tử miễn phí phục vụ công việc. Hãy ghi hộp thư công vụ.`;
    entry.tell('changes', 'requests.free_mail', message, { rule: RULES.freeMail });
    return;
  }
  const subject = entry.text('subject.kind');
  if (!isSubject(subject)) {
    return;
  }
  const attribute = changeAttributeOf(subject, row.attribute);
  if (attribute === undefined) {
    const allowed = CHANGE_ATTRIBUTES[subject].map(({ label }) => label).join('; ');
    const rule = entry.sources.change;
    const message = `${where}: “${row.attribute}” không thay đổi được trong chứng thư số đã cấp. Theo ${rule}, loại này chỉ được thay đổi: ${allowed}. Hãy đề nghị thu hồi và cấp mới.`;
    const kind = subject === 'organisation' ? 'cert.issue.org' : 'cert.issue.person';
    const fix = subject === 'device' ? undefined : ({ label: 'Mở đề nghị cấp mới', kind } as const);
    entry.tell('changes', 'requests.change_needs_new_certificate', message, { rule, fix });
  } else if (attribute.value === 'email') {
    checkNewEmail(entry, number, row);
  } else {
    checkEffect(entry, number, row, attribute);
  }
}

/** A new value that is the old one: told in the row, or the registered name of an organisation or device. */
function checkEffect(entry: Entry, number: number, row: ChangeRow, attribute: ChangeAttribute): void {
  const registered = attribute.value === 'name' ? entry.text('subject.name') : '';
  if ([row.oldValue ?? '', registered].some((old) => isWritten(old) && sameWords(old, row.newValue))) {
    const message = `Dòng ${number} của bảng thay đổi: thông tin mới “${row.newValue}” trùng thông tin đang có. Bảng này chỉ ghi thông tin khác với đã đăng ký. Hãy ghi thông tin mới, hoặc bỏ dòng này.`;
    entry.tell('changes', 'requests.change_without_effect', message);
  }
}

/** The same piece of information with two new values: nobody could tell which one counts. */
function checkTwice(entry: Entry, rows: readonly ChangeRow[]): void {
  const subject = entry.text('subject.kind');
  const seen = new Map<string, number>();
  for (const [index, { attribute }] of rows.entries()) {
    const known = isSubject(subject) ? changeAttributeOf(subject, attribute)?.value : undefined;
    const key = known ?? nameKey(attribute);
    const first = seen.get(key);
    if (first !== undefined && isWritten(attribute)) {
      const message = `Dòng ${index + 1} và dòng ${first} của bảng thay đổi cùng nói về một thông tin (“${attribute}”). Mỗi thông tin chỉ ghi một dòng. Hãy bỏ một dòng.`;
      entry.tell('changes', 'requests.change_twice', message);
    }
    seen.set(key, first ?? index + 1);
  }
}

/** With accents, without case and blanks: "Bản Bo" and "Bản Bó" are two places. */
function sameWords(left: string, right: string): boolean {
  return plainWords(left) === plainWords(right);
}

const ROW_TEXT_MAX = 500;

/** The two boxes of Mẫu 03 and its table: at least one box, rows exactly with the second, each row whole and allowed (R18). */
export function checkChanges(entry: Entry): void {
  const rows = entry.changes('changes');
  const isAsked = entry.isChecked('change');
  if (!entry.isChecked('renew') && !isAsked) {
    const message = `Chưa đánh dấu ô nào ở phần II. Theo ${entry.form.label}, ghi chú (4): đề nghị gia hạn, thay đổi thông tin hoặc cả hai. Hãy đánh dấu ít nhất một ô.`;
    entry.tell('renew', 'requests.nothing_requested', message, { rule: `${entry.form.label}, ghi chú (4)` });
  }
  if (isAsked && rows.length === 0) {
    const message =
      'Đã đánh dấu “Thay đổi nội dung thông tin” nhưng bảng thay đổi còn trống. Hãy ghi ít nhất một dòng, hoặc bỏ đánh dấu.';
    entry.tell('changes', 'requests.changes_missing', message);
  }
  if (!isAsked && rows.length > 0) {
    const message =
      'Bảng thay đổi có nội dung nhưng chưa đánh dấu ô “Thay đổi nội dung thông tin”. Hãy đánh dấu ô này, hoặc xóa bảng.';
    entry.tell('change', 'requests.changes_without_box', message);
  }
  for (const [index, row] of rows.entries()) {
    if (row.attribute.length > 200 || row.newValue.length > ROW_TEXT_MAX) {
      const message = `Dòng ${index + 1} của bảng thay đổi dài quá ${ROW_TEXT_MAX} ký tự. Hãy rút gọn.`;
      entry.tell('changes', 'requests.text_too_long', message);
    } else {
      checkChange(entry, row, index + 1);
    }
  }
  checkTwice(entry, rows);
}
