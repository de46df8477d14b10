import type { HeldMail } from '@congvu/contracts';

/** Held mails with all copies of one mail together, in the order in which each mail comes first. */
export function byMessage(mails: readonly HeldMail[]): [HeldMail, ...HeldMail[]][] {
  const groups = new Map<string, [HeldMail, ...HeldMail[]]>();
  for (const mail of mails) {
    const copies = groups.get(mail.messageId);
    if (copies === undefined) {
      groups.set(mail.messageId, [mail]);
    } else {
      copies.push(mail);
    }
  }
  return [...groups.values()];
}
