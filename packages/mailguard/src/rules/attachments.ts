import { type AttachmentReason, attachmentVerdict, extensionOf } from '../attachments/attachment-verdict.ts';
import { type Facts, hasAny } from '../facts.ts';
import { hostOf, isWithinAny } from '../hosts/host.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';

/** Names and bytes that are made to deceive: nobody honest sends them. */
const DECEITFUL: readonly AttachmentReason[] = ['double_extension', 'reversed_name', 'disguised'];
/** What runs, and says so: honest makers of programs send it too. It is kept back, and calls nobody a forger. */
const RUNS: readonly AttachmentReason[] = ['executable', 'executable_inside'];
const MOST_FILES = 100;
const ARCHIVES = new Set(['zip', 'rar', '7z', 'gz', 'tar', 'tgz']);
const SCRIPT_IN_MAIL = /\batob\s{0,3}\(|new\s{1,5}Blob\s{0,3}\(|msSave(?:OrOpen)?Blob|createObjectURL\s{0,3}\(/;

/** Never read before, nor an address of the directory (spec §10.4: a file with macros of such a sender is stopped). */
function isFirstTime({ context, from }: Facts): boolean {
  const address = from.address.toLowerCase();
  const isListed = context.people.some((person) => person.address.toLowerCase() === address);
  return context.knownSenders !== undefined && !context.knownSenders(address) && !isListed;
}

function seenOf(name: string, bytes: Uint8Array, facts: Facts): Seen[] {
  const { reason, text } = attachmentVerdict(name, bytes);
  if (DECEITFUL.includes(reason) || RUNS.includes(reason)) {
    return [{ finding: finding('BAD_FILE', 'block', text, name), isOfKind: RUNS.includes(reason) }];
  }
  switch (reason) {
    case 'password_page':
      return [{ finding: finding('PASSWORD_FORM', 'block', text, name) }];
    case 'smuggling':
      return [{ finding: finding('SMUGGLING', 'block', text, name) }];
    case 'page':
      return name === '' ? [] : [{ sign: 'page_attached', finding: finding('BAD_FILE', 'strong', text, name) }];
    case 'macro':
      return [
        {
          sign: 'macro',
          isOfKind: true,
          finding: finding(
            'MACRO_FIRST',
            isFirstTime(facts) ? 'block' : 'strong',
            `${text.slice(0, -1)}${isFirstTime(facts) ? ' từ người gửi lần đầu' : ''}.`,
            name,
          ),
        },
      ];
    case 'nested_archive':
    case 'locked_archive':
      return [{ sign: 'locked_zip', finding: finding('LOCKED_ZIP', 'note', text, name) }];
    default:
      return [];
  }
}

/** What the attachments are by name and bytes. */
export const files: Rule = (facts) => {
  const seen = facts.mail.attachments.slice(0, MOST_FILES).flatMap(({ name, bytes }) => seenOf(name, bytes, facts));
  const isThin = facts.body.length < 400 && facts.mail.attachments.some(({ inline }) => !inline);
  if (
    hasAny(facts.topics, ['billing', 'document', 'delivery']) &&
    facts.mail.attachments.some(({ name }) => ARCHIVES.has(extensionOf(name)))
  ) {
    seen.push({ sign: 'archive_with_lure' });
  }
  return isThin && facts.topics.has('greeting') ? [...seen, { sign: 'thin_with_file' }] : seen;
};

/** A form that asks for a secret, in the mail itself. */
export const passwordForm: Rule = (facts) => {
  const asking = facts.view.forms.filter(({ hasSecret }) => hasSecret);
  const host = asking
    .map(({ action }) => hostOf(action) ?? '')
    .find((target) => !isWithinAny(target, facts.context.ownDomains));
  if (host === undefined || facts.isOwnSender) {
    return [];
  }
  const where = host === '' ? 'một nơi không ghi rõ' : quote(host);
  return [{ finding: finding('PASSWORD_FORM', 'block', `Biểu mẫu hỏi mật khẩu gửi về ${where}.`, host) }];
};

export const scriptInMail: Rule = ({ view }) =>
  SCRIPT_IN_MAIL.test(view.script)
    ? [
        {
          finding: finding(
            'SMUGGLING',
            'block',
            'Thân thư mang mã tự tạo tệp khi mở.',
            SCRIPT_IN_MAIL.exec(view.script)?.[0],
          ),
        },
      ]
    : [];
