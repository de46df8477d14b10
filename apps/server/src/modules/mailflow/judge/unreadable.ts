import type { MailVerdict } from '@congvu/mailguard';
import type { MailFacts } from '#modules/webmail';

/** What stands in the box for a mail that nobody could read: its envelope, and why. */
export function unreadableFacts(mailFrom: string): MailFacts {
  return {
    messageId: '',
    inReplyTo: '',
    references: [],
    from: mailFrom === '' ? [] : [{ name: '', address: mailFrom }],
    replyTo: [],
    to: [],
    cc: [],
    subject: '(Thư không đọc được)',
    text: '',
    html: '',
    attachments: [],
    headers: [],
  };
}

export function unreadableVerdict(message: string): MailVerdict {
  const finding = { code: 'BAD_FILE' as const, level: 'block' as const, text: message };
  return {
    verdict: 'phishing',
    score: 1,
    findings: [finding],
    reasons: [{ code: finding.code, text: finding.text }],
    links: [],
    fingerprint: '',
  };
}
