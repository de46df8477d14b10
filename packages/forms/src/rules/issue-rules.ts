import { identityKey, nameKey, serialKey } from '../keys.ts';
import { parsePkiSim } from '../pki-sim.ts';
import { checkMailboxFirst } from './email-rules.ts';
import { type Entry, RULES } from './entry.ts';
import { checkCertificateDates, checkPerson } from './person-rules.ts';

const OLD = 'oldCertificate.serial';

/** One active certificate for a person: another one only in place of the one named as old. */
function checkNoActiveCertificate(entry: Entry): void {
  if (!entry.isSound('identity.number')) {
    return;
  }
  const active = entry.facts.activeCertificatesOf?.(identityKey(entry.text('identity.number'))) ?? [];
  const old = serialKey(entry.text(OLD));
  const other = active.find(({ serial }) => serialKey(serial) !== old);
  if (other !== undefined) {
    const message = `Người này đang có chứng thư số ${other.serial} còn hiệu lực. Mỗi người chỉ có một chứng thư số; cấp lại thì ghi số hiệu đang dùng vào mục chứng thư số cũ. Hãy ghi số hiệu này, hoặc lập Mẫu 03 để gia hạn.`;
    const fix = { label: `Ghi chứng thư số cũ ${other.serial}`, value: other.serial };
    entry.tell(OLD, 'requests.certificate_active', message, { fix });
  }
}

function checkOldCertificate(entry: Entry): void {
  checkCertificateDates(entry, 'oldCertificate');
  const { certificate } = entry.facts;
  if (certificate !== undefined && entry.isSound(OLD) && certificate(serialKey(entry.text(OLD))) === undefined) {
    const message = `Sổ chứng thư số không có số hiệu cũ “${entry.text(OLD)}”. Hãy đối chiếu với chứng thư số cũ.`;
    entry.tell(OLD, 'requests.serial_unknown', message, { severity: 'warning' });
  }
}

/** The mailbox belongs to whom the certificate is for: a person's own, or one of the organisation (footnote 1). */
function checkHolder(entry: Entry, subject: 'person' | 'organisation'): void {
  const mailbox = entry.isSound('email') ? entry.facts.mailbox?.(entry.text('email')) : undefined;
  if (mailbox === undefined) {
    return;
  }
  const rule = `${entry.form.label}, ghi chú (1)`;
  const own = entry.facts.ownMailbox;
  const fix = own?.state === 'active' ? { label: `Dùng hộp thư ${own.address}`, value: own.address } : undefined;
  if (subject === 'organisation' && mailbox.holderPersonId !== null) {
    const message = `Hộp thư ${mailbox.address} là của cá nhân. Theo ${rule}: ghi hộp thư của cơ quan, tổ chức. Hãy dùng hộp thư của cơ quan; nếu chưa có, lập Mẫu số 10 phần 1.`;
    entry.tell('email', 'requests.mailbox_of_person', message, { rule, fix });
  }
  const isOther =
    own === undefined || own === null
      ? nameKey(mailbox.holderName) !== nameKey(entry.text('fullName'))
      : own.address.toLowerCase() !== mailbox.address.toLowerCase();
  if (subject === 'person' && isOther) {
    const message = `Hộp thư ${mailbox.address} không phải của người này (đang cấp cho ${mailbox.holderName}). Theo ${rule}: ghi hộp thư của chính cá nhân. Hãy dùng hộp thư của người đề nghị.`;
    entry.tell('email', 'requests.mailbox_of_other', message, { rule, fix });
  }
}

export function checkIssuePerson(entry: Entry): void {
  checkPerson(entry, '');
  checkMailboxFirst(entry, 'email');
  checkHolder(entry, 'person');
  if (entry.isSound('pkiSim') && parsePkiSim(entry.text('pkiSim'))?.converts === true && entry.text('mobile') === '') {
    const message =
      'Đề nghị chuyển số đang dùng sang SIM PKI (“/cs”) nhưng chưa ghi số điện thoại di động. Hãy ghi số cần chuyển, hoặc bỏ “/cs” để nhận SIM mới.';
    entry.tell('pkiSim', 'requests.pki_sim_invalid', message, { rule: 'Mẫu 01, ghi chú (2)' });
  }
  checkOldCertificate(entry);
  checkNoActiveCertificate(entry);
  if (entry.facts.signsRegularly === false) {
    const message = `Thủ trưởng chưa xác nhận người này thường xuyên ký các biểu tổng hợp, báo cáo. Theo ${RULES.mailboxFirst}, đó là điều kiện được cấp chữ ký số. Hãy đề nghị thủ trưởng xác nhận, hoặc không lập đề nghị.`;
    entry.tell('position', 'requests.not_regular_signer', message, { rule: RULES.mailboxFirst });
  }
}

export function checkIssueOrganisation(entry: Entry): void {
  checkMailboxFirst(entry, 'email');
  checkHolder(entry, 'organisation');
  checkOldCertificate(entry);
}
