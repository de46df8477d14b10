import type { FormField, FormFinding } from '../definition.ts';
import { isFreeMail } from '../mail/free-mail.ts';
import { isOfficialDomain } from '../mail/official.ts';
import { type Entry, RULES, ruleOf } from './entry.ts';

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const ADDRESS = new RegExp(`^[a-z0-9_][a-z0-9_+-]*(?:\\.[a-z0-9_+-]+)*@${LABEL}(?:\\.${LABEL})+$`);

/** Whether a text is spelt like one address (RFC 5321 §4.1.2, without quotes); which domain is another question. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** The own mailbox when there is one, else the form that asks for one. */
function ownMailboxFix(entry: Entry): FormFinding['fix'] {
  const own = entry.facts.ownMailbox;
  return own?.state === 'active'
    ? { label: `Dùng hộp thư công vụ ${own.address}`, value: own.address }
    : { label: 'Mở Mẫu số 10 đề nghị cấp hộp thư công vụ', kind: 'mailbox.new' };
}

function whatToUse(entry: Entry): string {
  const own = entry.facts.ownMailbox;
  return own?.state === 'active'
    ? `Hãy dùng hộp thư công vụ ${own.address}.`
    : 'Hãy dùng hộp thư công vụ; nếu chưa có, lập Mẫu số 10 đề nghị cấp trước.';
}

/** Free mail is refused wherever it is written (R3, R4): it must not become an address to deal with an agency. */
export function checkFreeMail(entry: Entry, field: FormField, value: string): boolean {
  const free = isFreeMail(value, entry.facts.officialDomains);
  if (free === undefined) {
    return true;
  }
  const isAddress = field.type === 'officialEmail' && field.footnote !== undefined;
  const rule = isAddress ? `${ruleOf(entry, field)}; ${RULES.freeMail}` : RULES.freeMail;
  const message =
    `“${field.label}” có địa chỉ của dịch vụ thư miễn phí hoặc giả dạng thư miễn phí (${free.domain}). ` +
    `Theo ${rule}: không dùng thư điện tử miễn phí (gmail, yahoo, hotmail…) phục vụ công việc hoặc làm địa chỉ giao dịch. ` +
    (field.type === 'officialEmail' ? whatToUse(entry) : 'Hãy bỏ địa chỉ này hoặc thay bằng hộp thư công vụ.');
  const fix = field.type === 'officialEmail' ? ownMailboxFix(entry) : undefined;
  entry.tell(field.key, 'requests.free_mail', message, { rule, fix });
  return false;
}

/** Spelling and domain of an address; whether it stands in the register is told by the rules of each form. */
export function checkOfficialEmail(entry: Entry, field: FormField, value: string): void {
  if (!isAddress(value)) {
    const message = `“${value}” không phải địa chỉ thư đầy đủ. Địa chỉ gồm tên hộp thư, @ và tên miền, ví dụ huonglt.khunha@laichau.gov.vn. Hãy ghi lại.`;
    entry.tell(field.key, 'requests.email_invalid', message, { rule: ruleOf(entry, field), fix: activeFix(entry) });
    return;
  }
  const domain = value.slice(value.lastIndexOf('@') + 1);
  if (!isOfficialDomain(domain, entry.facts.officialDomains)) {
    const rule = ruleOf(entry, field);
    const message =
      `Tên miền ${domain} không thuộc danh mục tên miền thư công vụ. ` +
      `Theo ${rule}: địa chỉ phải do cơ quan nhà nước cấp. ${whatToUse(entry)}`;
    entry.tell(field.key, 'requests.email_not_official', message, { rule, fix: ownMailboxFix(entry) });
  }
}

function activeFix(entry: Entry): FormFinding['fix'] {
  return entry.facts.ownMailbox?.state === 'active' ? ownMailboxFix(entry) : undefined;
}

/** The mailbox a certificate is asked for must stand in the register and be active (R2): the letter's "đã được cấp thư công vụ". */
export function checkMailboxFirst(entry: Entry, key: string): void {
  const { facts } = entry;
  if (!entry.isSound(key)) {
    return;
  }
  const mailbox = facts.mailbox?.(entry.text(key));
  const isMissing = facts.mailbox !== undefined && mailbox?.state !== 'active';
  if (isMissing || (facts.mailbox === undefined && facts.ownMailbox === null)) {
    const what =
      mailbox === undefined
        ? `Chưa có hộp thư ${entry.text(key)} trong sổ hộp thư công vụ`
        : `Hộp thư ${entry.text(key)} không ở trạng thái đang dùng`;
    const message = `${what}. Theo ${RULES.mailboxFirst}: chỉ cấp chữ ký số khi đã được cấp thư công vụ. ${whatToUse(entry)}`;
    entry.tell(key, 'requests.mailbox_required', message, { rule: RULES.mailboxFirst, fix: ownMailboxFix(entry) });
  }
}
