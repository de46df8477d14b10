import type { MailAddress, SendMailDraft, SubmissionView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { openBox } from '../box/open-box.ts';
import { textToHtml } from '../compose/clean-html.ts';
import { createDraft } from '../compose/create-draft.ts';
import { discardDraft } from '../compose/discard-draft.ts';
import { getDraft } from '../compose/draft.store.ts';
import { saveDraft } from '../compose/save-draft.ts';
import type { WebmailPorts } from '../ports.ts';
import { type SentDraft, sendDraft } from './send-draft.ts';

export interface ComposedMail extends Required<Pick<SentDraft, 'mailboxId' | 'alongside'>> {
  to: MailAddress;
  subject: string;
  /** Plain, above the signature. */
  text: string;
  /** Its files go with the mail. */
  documentId: string;
  citizen: SendMailDraft['citizen'];
}

/**
 * A mail that another act writes for the person: the same road as one written by hand (rights, limits, links for large files, antivirus,
 * free mail, the seconds to take it back). What is refused leaves no draft behind.
 */
export async function sendComposed(
  context: ActingContext,
  ports: WebmailPorts,
  mail: ComposedMail,
): Promise<SubmissionView> {
  const { mailboxId, to, subject, documentId, citizen, alongside } = mail;
  // One key stands for one transaction: the last, which is the act.
  const inner: ActingContext = { ...context, idempotency: undefined };
  const { id } = await createDraft(inner, ports, mailboxId, { kind: 'new', to: [to], subject, documentId });
  const draft = { mailboxId, id };
  try {
    const box = await openBox(context.db, context, mailboxId, 'webmail.send');
    const { version, content } = await getDraft(context.db, box, id);
    const html = `${textToHtml(mail.text)}${content.html}`;
    const saved = await saveDraft(inner, draft, { version, content: { ...content, html } });
    const body = { version: saved.version, ...(citizen !== undefined && { citizen }) };
    return await sendDraft(context, ports, { ...draft, alongside }, body);
  } catch (error) {
    await discardDraft(inner, draft);
    throw error;
  }
}
