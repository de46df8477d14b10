import { daysBetween, printDate } from '../dates.ts';
import type { KnownCertificate, RequestKind } from '../definition.ts';
import { accountKey, nameKey, serialKey } from '../keys.ts';
import type { Entry } from './entry.ts';

const SERIAL = 'certificate.serial';

const STATE_WORDS: Partial<Record<KnownCertificate['state'], string>> = {
  expired: 'đã hết hạn',
  revoked: 'đã bị thu hồi',
  transferred_out: 'đã chuyển sang khối Đảng, đoàn thể',
  requested: 'chưa được cấp',
};

/** The certificate the form names, when the register is asked and knows it; an unknown or ended one is told. */
export function findCertificate(entry: Entry, purpose: 'renew_change' | 'revoke'): KnownCertificate | undefined {
  const { certificate } = entry.facts;
  if (certificate === undefined || !entry.isSound(SERIAL)) {
    return undefined;
  }
  const known = certificate(serialKey(entry.text(SERIAL)));
  if (known === undefined) {
    const message = `Sổ chứng thư số không có số hiệu “${entry.text(SERIAL)}”. Hãy đối chiếu với chứng thư số; nếu đúng, đề nghị đơn vị đầu mối ghi sổ trước.`;
    entry.tell(SERIAL, 'requests.serial_unknown', message);
    return undefined;
  }
  const isExpired = known.state === 'expired' || known.validTo.slice(0, 10) < entry.facts.today;
  const state = STATE_WORDS[known.state] ?? (isExpired ? STATE_WORDS.expired : undefined);
  const isWaiting = purpose === 'revoke' && known.state === 'revoke_requested';
  if (state !== undefined || isWaiting) {
    tellEnded(entry, known, state ?? 'đang chờ thu hồi theo một đề nghị trước');
    return undefined;
  }
  return known;
}

function issueKind(known: KnownCertificate): RequestKind {
  return known.subjectKind === 'organisation' ? 'cert.issue.org' : 'cert.issue.person';
}

function tellEnded(entry: Entry, known: KnownCertificate, state: string): void {
  const isRevoke = entry.form.kind === 'cert.revoke';
  const todo = isRevoke
    ? 'Không cần đề nghị thu hồi nữa. Hãy bỏ đề nghị này.'
    : 'Hãy lập đề nghị cấp mới và ghi số hiệu này vào mục chứng thư số cũ.';
  const fix = isRevoke ? undefined : { label: 'Mở đề nghị cấp mới', kind: issueKind(known) };
  const message = `Chứng thư số ${known.serial} ${state}. ${entry.form.label} chỉ dùng cho chứng thư số đang có hiệu lực. ${todo}`;
  entry.tell(SERIAL, 'requests.certificate_not_active', message, { rule: entry.sources.renewal, fix });
}

const SUBJECT_WORDS = { person: 'cá nhân', organisation: 'cơ quan, tổ chức', device: 'thiết bị, dịch vụ, phần mềm' };

/** What the form says of the certificate against what was registered. */
export function compareWithRegister(entry: Entry, known: KnownCertificate): void {
  if (entry.isSound('subject.kind') && entry.text('subject.kind') !== known.subjectKind) {
    const message = `Chứng thư số ${known.serial} là của ${SUBJECT_WORDS[known.subjectKind]}, khác loại đã chọn. Hãy chọn lại loại chứng thư số.`;
    const fix = { label: `Chọn ${SUBJECT_WORDS[known.subjectKind]}`, value: known.subjectKind };
    entry.tell('subject.kind', 'requests.subject_kind_mismatch', message, { fix });
  }
  compareText(entry, 'subject.name', known.subjectName, 'requests.name_not_registered', nameKey);
  compareText(entry, 'subject.email', known.email, 'requests.email_not_registered', accountKey);
  compareDay(entry, 'certificate.issuedOn', known.validFrom.slice(0, 10));
  compareDay(entry, 'certificate.expiresOn', known.validTo.slice(0, 10));
}

/** The forms ask for what was registered at the issue; what has changed since goes into the table of Mẫu 03. */
function compareText(
  entry: Entry,
  key: string,
  registered: string,
  code: string,
  keyOf: (text: string) => string,
): void {
  if (registered !== '' && entry.isSound(key) && keyOf(entry.text(key)) !== keyOf(registered)) {
    const message = `“${entry.text(key)}” khác với đăng ký khi cấp chứng thư số: ${registered}. ${entry.form.label} yêu cầu ghi đúng như đã đăng ký. Hãy sửa lại, hoặc ghi lý do nếu sổ sai.`;
    entry.tell(key, code, message, { severity: 'warning', fix: { label: `Ghi ${registered}`, value: registered } });
  }
}

function compareDay(entry: Entry, key: string, registered: string): void {
  if (registered !== '' && entry.isSound(key) && entry.text(key) !== registered) {
    const message = `Ngày ${printDate(entry.text(key))} khác với sổ chứng thư số: ${printDate(registered)}. Hãy đối chiếu chứng thư số.`;
    const fix = { label: `Ghi ${printDate(registered)}`, value: registered };
    entry.tell(key, 'requests.dates_differ', message, { severity: 'warning', fix });
  }
}

/** Renewal: enough days left, and not renewed before (R17). Without the register the day on the form counts. */
export function checkRenewal(entry: Entry, known: KnownCertificate | undefined): void {
  const { renewalMinDays, renewalMaxCount } = entry.limits;
  const rule = entry.sources.renewal;
  const kind: RequestKind = entry.text('subject.kind') === 'organisation' ? 'cert.issue.org' : 'cert.issue.person';
  const fix = { label: 'Mở đề nghị cấp mới, ghi số hiệu cũ', kind };
  const todo = `Hãy lập ${kind === 'cert.issue.org' ? 'Mẫu 02' : 'Mẫu 01'} đề nghị cấp mới và ghi số hiệu này vào mục chứng thư số cũ.`;
  const expiresOn =
    known?.validTo.slice(0, 10) ?? (entry.isSound('certificate.expiresOn') ? entry.text('certificate.expiresOn') : '');
  const daysLeft = expiresOn === '' ? undefined : daysBetween(entry.facts.today, expiresOn);
  if (daysLeft !== undefined && daysLeft < renewalMinDays) {
    const left = daysLeft < 0 ? 'đã hết hạn' : `chỉ còn ${daysLeft} ngày`;
    const message = `Chứng thư số ${left} (hết hạn ${printDate(expiresOn)}). Theo ${rule}, chỉ gia hạn khi còn ít nhất ${renewalMinDays} ngày. ${todo}`;
    entry.tell('renew', 'requests.renewal_window_closed', message, { rule, fix });
  }
  if (known !== undefined && known.renewalCount >= renewalMaxCount) {
    const message = `Chứng thư số ${known.serial} đã gia hạn ${known.renewalCount} lần. Theo ${rule}, mỗi chứng thư số chỉ gia hạn ${renewalMaxCount} lần. ${todo}`;
    entry.tell('renew', 'requests.renewal_already_used', message, { rule, fix });
  }
}
