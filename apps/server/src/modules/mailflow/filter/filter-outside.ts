import { holdsMail } from '#modules/mail';
import { NO_ANTIVIRUS, SmtpRefusal } from '../intake/smtp-reply.ts';
import { judgeMail } from '../judge/judge-mail.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import type { FilteredMail, FilterRecipient } from './filtered-mail.ts';
import { handOn, hold, type Weighed } from './hand-on.ts';
import { passagesOf } from './passage.store.ts';
import { withFindings } from './verified-headers.ts';

export const NO_NAMES = '4.4.3 Name service did not answer, sender not verified; please try again later';

/**
 * Receivers for whom nothing is on record yet. After a cut in the middle of handing on, the mailbox itself is asked: what lies there
 * with our header was handed on.
 */
export async function openRecipients(flow: MailFlow, mail: FilteredMail): Promise<FilterRecipient[]> {
  const before = await passagesOf(flow.services.db, mail);
  const open = mail.recipients.filter(({ address }) => (before.get(address) ?? 'handing') === 'handing');
  return Promise.all(
    open.map(async (recipient) => {
      const mailboxId = recipient.box?.lies?.mailboxId;
      const isUnsure = before.has(recipient.address) && mailboxId !== undefined;
      const isThere = isUnsure && (await holdsMail(flow.services, mailboxId, mail.sha256));
      return { ...recipient, isThere };
    }),
  );
}

/**
 * A mail from outside that waits in the queue of Postfix: judged like one that came to us, then back to Postfix with what was found, or
 * into the quarantine. What cannot be judged now stays in that queue.
 * @throws SmtpRefusal 451
 */
export async function filterOutside(flow: MailFlow, mail: FilteredMail): Promise<void> {
  const recipients = await openRecipients(flow, mail);
  const [first] = recipients;
  if (first === undefined) {
    return;
  }
  const judged = await judgeMail(flow, {
    raw: mail.raw,
    sha256: mail.sha256,
    client: mail.client,
    mailboxIds: recipients.flatMap(({ box }) => box?.mailboxId ?? []),
  });
  if (judged.kind === 'temporary') {
    throw new SmtpRefusal(451, NO_NAMES);
  }
  const { auth, stored, quarantine } = judged;
  const weighed: Weighed & { judged: typeof judged } = { judged, auth, agencyId: first.box?.agencyId ?? '' };
  if (quarantine !== undefined) {
    await hold(flow, mail, weighed, recipients);
    return;
  }
  if (judged.waiting) {
    throw new SmtpRefusal(451, NO_ANTIVIRUS);
  }
  const { name, filter } = flow.services.config.smtp;
  const found = { sha256: mail.sha256, sender: mail.client.sender, auth, verdict: stored.verdict };
  const bytes = withFindings(mail.raw, found, { ownName: name, subjectTag: filter.subjectTag });
  await handOn(flow, mail, weighed, { recipients, bytes });
}
