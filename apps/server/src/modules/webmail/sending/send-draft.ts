import type { SendMailDraft, SubmissionView } from '@congvu/contracts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { openBox } from '../box/open-box.ts';
import type { WebmailPorts } from '../ports.ts';
import { draftToSend } from './draft-to-send.ts';
import { type FreeMailUse, freeMailRefused } from './free-mail.ts';
import { makeRaw } from './make-raw.ts';
import { prepareMail } from './prepare-mail.ts';
import { lockUnchanged, queueMail, recordRefused } from './queue-mail.ts';

export interface SentDraft {
  mailboxId: string;
  id: string;
  /** What belongs to the sending, in its transaction. */
  alongside?: (tx: Tx, submissionId: string) => Promise<void>;
}

/**
 * Sends a draft: what is seen is what is built, and it waits for the seconds in which it may be taken back (RFC 8621 7, undoStatus).
 * @throws AppError 422 `webmail.free_mail_document`, recorded with who tried
 */
export async function sendDraft(
  context: ActingContext,
  ports: WebmailPorts,
  { mailboxId, id, alongside }: SentDraft,
  body: SendMailDraft,
): Promise<SubmissionView> {
  const before = await draftToSend(context, { mailboxId, id }, body.version);
  const { plain, ...prepared } = await prepareMail(context, ports, before, body);
  const made = await makeRaw(context, plain);
  const outcome = await command(context, async (tx): Promise<SubmissionView | { refused: FreeMailUse }> => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    const draft = await lockUnchanged(tx, context, box, before.draft);
    if (prepared.use?.kind === 'refused') {
      await recordRefused(tx, context, { box, draftId: id }, prepared.use);
      return { refused: prepared.use };
    }
    return queueMail(tx, context, { box, draft }, { ...prepared, ...made }, alongside);
  });
  if ('refused' in outcome) {
    throw freeMailRefused(outcome.refused);
  }
  return outcome;
}
