import type { KnownAccount, RequestKind } from '../definition.ts';
import { mailboxKey, nameKey, plainWords } from '../keys.ts';
import { leaveReasonOf } from '../reason-of.ts';
import { LEAVE_REASONS } from '../reasons.ts';
import { type Entry, RULES } from './entry.ts';

/* Rules of one row of Mẫu 06–10 against the registers. Duplicates inside the list are told by list-rules.ts. */

function isInUse({ state }: { readonly state: string }): boolean {
  return state === 'active' || state === 'suspended' || state === 'requested' || state === 'kept';
}

/** Mẫu 06: a second account costs the province a second time. In another unit a move may be under way. */
function checkNewAccount(entry: Entry): void {
  const { accountsOf } = entry.facts;
  if (accountsOf === undefined || !entry.isSound('fullName')) {
    return;
  }
  const inUse = accountsOf(entry.text('fullName'), entry.text('unit')).filter(isInUse);
  const own = inUse.find(({ ownUnit }) => ownUnit);
  const [other] = inUse;
  if (own !== undefined) {
    const message = `${entry.text('fullName')} đã có tài khoản ${own.name}. Theo ${RULES.accountFee}, mỗi tài khoản tốn khoảng ${price(entry)} đồng một năm nên không cấp thêm. Hãy bỏ dòng này.`;
    entry.tell('fullName', 'requests.account_exists', message, { rule: RULES.accountFee });
  } else if (other !== undefined) {
    const message = `Có người cùng tên đang dùng tài khoản ${other.name} ở ${other.unitName}. Nếu là người chuyển đến, tài khoản chuyển theo người, không cấp mới. Hãy hỏi lại đơn vị cũ, hoặc ghi lý do nếu là người khác.`;
    entry.tell('fullName', 'requests.account_exists', message, { severity: 'warning', rule: RULES.accountFee });
  }
}

function price(entry: Entry): string {
  return String(entry.limits.accountTariffVnd).replace(/\B(?=(?:\d{3})+$)/g, '.');
}

/** The account a row names, when the register is asked; an unknown one, another unit's or another person's is told. */
function findAccount(entry: Entry): KnownAccount | undefined {
  if (entry.facts.account === undefined || !entry.isSound('account')) {
    return undefined;
  }
  const name = entry.text('account');
  const known = entry.facts.account(name);
  if (known === undefined) {
    const message = `Sổ tài khoản không có “${name}”. Hãy chép đúng tên đăng nhập trên hệ thống quản lý văn bản.`;
    entry.tell('account', 'requests.account_unknown', message);
    return undefined;
  }
  if (!known.ownUnit) {
    const message = `Tài khoản ${known.name} thuộc ${known.unitName}. Mỗi đơn vị chỉ lập danh sách tài khoản của mình. Hãy bỏ dòng này và báo đơn vị đó.`;
    entry.tell('account', 'requests.account_of_other_unit', message);
    return undefined;
  }
  if (entry.isSound('fullName') && nameKey(known.holderName) !== nameKey(entry.text('fullName'))) {
    const message = `Theo sổ, tài khoản ${known.name} của ${known.holderName}, khác họ tên đã ghi. Hãy đối chiếu tên tài khoản và họ tên.`;
    entry.tell('account', 'requests.account_of_other', message, { severity: 'warning' });
  }
  return known;
}

function checkRevokedAccount(entry: Entry): void {
  const known = findAccount(entry);
  if (known?.state === 'revoked' || known?.state === 'revoke_requested') {
    const how = known.state === 'revoked' ? 'đã được thu hồi' : 'đang chờ thu hồi theo một danh sách trước';
    entry.tell(
      'account',
      'requests.account_not_active',
      `Tài khoản ${known.name} ${how}. Không cần đề nghị nữa. Hãy bỏ dòng này.`,
    );
  } else if (known?.state === 'kept') {
    const message = `Tài khoản ${known.name} đang được giữ lại có thời hạn (nghỉ phép, đi học, nghỉ thai sản…). Hãy bỏ dòng này, hoặc ghi lý do thu hồi sớm.`;
    entry.tell('account', 'requests.account_kept', message, { severity: 'warning' });
  }
  if (entry.isSound('reason') && leaveReasonOf(entry.text('reason')) === undefined) {
    const labels = LEAVE_REASONS.map(({ label }) => label).join('; ');
    const message = `Lý do “${entry.text('reason')}” không thuộc các lý do thường dùng: ${labels}. Hãy chọn một lý do, chi tiết ghi vào cột Ghi chú.`;
    entry.tell('reason', 'requests.reason_unclear', message, { severity: 'warning' });
  }
}

function checkMobileAccount(entry: Entry): void {
  const known = findAccount(entry);
  if (known !== undefined && known.state !== 'active') {
    const message = `Tài khoản ${known.name} không ở trạng thái đang dùng (đã khóa, thu hồi hoặc có tên trong Mẫu số 07). Quyền sửa trên thiết bị di động chỉ cấp cho tài khoản đang dùng. Hãy bỏ dòng này.`;
    entry.tell('account', 'requests.account_not_active', message);
  } else if (known?.mobileEditing === true) {
    const message = `Tài khoản ${known.name} đã có quyền sửa văn bản trên iPad, điện thoại. Hãy bỏ dòng này.`;
    entry.tell('account', 'requests.mobile_already_granted', message, { severity: 'warning' });
  }
}

/** Mẫu 09 has no column for the reason: the letter's examples write it as the note. */
function checkRevokedMailbox(entry: Entry): void {
  if (entry.text('note') === '') {
    const message =
      'Cột “Ghi chú” còn trống. Mẫu số 09 ghi lý do thu hồi ở cột này (Chuyển công tác, Đã nghỉ hưu…). Hãy ghi lý do.';
    entry.tell('note', 'requests.reason_missing', message, { severity: 'warning' });
  }
  if (!entry.isSound('mailbox')) {
    return;
  }
  const written = entry.text('mailbox');
  const known = entry.facts.mailbox?.(written);
  if (entry.facts.mailbox !== undefined && known === undefined) {
    const message = `Sổ hộp thư công vụ không có “${written}”. Hãy chép đúng tên hộp thư.`;
    entry.tell('mailbox', 'requests.mailbox_unknown', message, { rule: RULES.mailboxes });
  } else if (known?.state === 'revoked' || known?.state === 'revoke_requested') {
    const message = `Hộp thư ${known.address} đã hoặc đang chờ thu hồi. Không cần đề nghị nữa. Hãy bỏ dòng này.`;
    entry.tell('mailbox', 'requests.mailbox_not_active', message, { rule: RULES.mailboxes });
  } else if (
    known !== undefined &&
    entry.isSound('fullName') &&
    nameKey(known.holderName) !== nameKey(entry.text('fullName'))
  ) {
    const message = `Theo sổ, hộp thư ${known.address} cấp cho ${known.holderName}, không phải người đã ghi. Hãy đối chiếu tên hộp thư và họ tên.`;
    entry.tell('mailbox', 'requests.mailbox_of_other', message, { rule: RULES.mailboxes });
  }
  checkMailboxInUse(entry, known?.address ?? written);
}

function checkMailboxInUse(entry: Entry, address: string): void {
  const [certificate] = entry.facts.certificatesByEmail?.(address) ?? [];
  if (certificate !== undefined) {
    const message = `Chứng thư số ${certificate.serial} (${certificate.subjectName}) còn hiệu lực và đăng ký bằng hộp thư này. Thu hồi hộp thư trước sẽ làm chứng thư số mất địa chỉ liên lạc. Hãy lập Mẫu 04 thu hồi hoặc Mẫu 03 đổi địa chỉ cùng lúc.`;
    const fix = { label: 'Mở Mẫu 04 đề nghị thu hồi', kind: 'cert.revoke' } as const;
    entry.tell('mailbox', 'requests.mailbox_in_use', message, { rule: RULES.mailboxFirst, fix });
  }
}

/** Mẫu 10: one mailbox for each unit and person. */
function checkNewMailbox(entry: Entry): void {
  const key = entry.fields.some((field) => field.key === 'unitName') ? 'unitName' : 'fullName';
  const { mailboxesOf } = entry.facts;
  if (mailboxesOf === undefined || !entry.isSound(key)) {
    return;
  }
  const unit = key === 'unitName' ? entry.text(key) : entry.text('unit');
  const inUse = mailboxesOf(entry.text(key), unit).filter(isInUse);
  const own = inUse.find(({ unitName }) => nameKey(unitName) === nameKey(unit));
  const [other] = inUse;
  if (own !== undefined) {
    const message = `${entry.text(key)} đã có hộp thư ${own.address}. Mỗi đơn vị, mỗi người một hộp thư công vụ. Hãy bỏ dòng này.`;
    entry.tell(key, 'requests.mailbox_exists', message, { rule: RULES.mailboxes });
  } else if (other !== undefined) {
    const message = `Có hộp thư ${other.address} cùng tên ở ${other.unitName}. Nếu là người chuyển đến, hãy hỏi đơn vị cũ để chuyển hộp thư; nếu là người khác, ghi lý do.`;
    entry.tell(key, 'requests.mailbox_exists', message, { severity: 'warning', rule: RULES.mailboxes });
  }
}

export const ROW_RULES: Partial<Record<RequestKind, (entry: Entry) => void>> = {
  'account.new': checkNewAccount,
  'account.revoke': checkRevokedAccount,
  'account.mobile': checkMobileAccount,
  'mailbox.revoke': checkRevokedMailbox,
  'mailbox.new': checkNewMailbox,
};

/** What two rows of one list have in common when they ask for the same thing, and how much of it is proof. */
export interface RowIdentity {
  readonly key: string;
  /** With accents: a name that differs in them alone may be another person's. Absent where the key alone is proof. */
  readonly exact?: string;
  readonly field: string;
}

export function rowIdentity(kind: RequestKind, entry: Entry): RowIdentity | undefined {
  const { officialDomains } = entry.facts;
  if (kind === 'account.revoke' || kind === 'account.mobile' || kind === 'mailbox.revoke') {
    const field = kind === 'mailbox.revoke' ? 'mailbox' : 'account';
    return entry.isSound(field) ? { key: mailboxKey(entry.text(field), officialDomains), field } : undefined;
  }
  const field = entry.fields.some(({ key }) => key === 'unitName') ? 'unitName' : 'fullName';
  if (!entry.isSound(field)) {
    return undefined;
  }
  // A phone number tells namesakes apart; without one a note does.
  const hasPhone = entry.fields.some(({ key }) => key === 'phone');
  const rest = ['unit', 'position', hasPhone ? 'phone' : 'note'].map((key) => nameKey(entry.text(key)));
  return {
    key: [field, nameKey(entry.text(field)), ...rest].join('|'),
    exact: plainWords(entry.text(field)),
    field,
  };
}
