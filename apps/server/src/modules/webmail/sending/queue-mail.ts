import type { SubmissionView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { wallTime } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import type { OpenBox } from '../box/open-box.ts';
import { type DraftRow, lockDraft } from '../compose/draft.store.ts';
import { tellBoxes } from '../delivery/tell.ts';
import { presentSubmission } from '../queries/view-submission.ts';
import { draftPolicies } from '../webmail.policy.ts';
import { insertLinks, type StoredLink } from './file-links.ts';
import { type FreeMailUse, recordFreeMail } from './free-mail.ts';
import type { MadeMail } from './make-raw.ts';
import type { PreparedMail } from './prepare-mail.ts';
import { insertSubmission, RELEASE_JOB, warnManyReceivers } from './submission.store.ts';

/** What the transaction writes; its bytes are durable. */
export interface MailToQueue extends Omit<PreparedMail, 'plain' | 'links'>, MadeMail {
  links: readonly StoredLink[];
  /** Serial of the certificate it was signed with. */
  signedWith?: string;
}

/** @throws AppError 409 `webmail.version_conflict` when the draft is not what the mail was made of */
export async function lockUnchanged(
  tx: Tx,
  context: ActingContext,
  box: OpenBox,
  draft: Pick<DraftRow, 'id' | 'version' | 'attachments'>,
): Promise<DraftRow> {
  const now = await lockDraft(tx, box, draft.id);
  draftPolicies.authorize('webmail.send_draft', context.subject, { ...box, state: now.state });
  const files = ({ attachments }: Pick<DraftRow, 'attachments'>) => attachments.map(({ fileId }) => fileId).join(' ');
  if (now.version !== draft.version || files(now) !== files(draft)) {
    throw conflict('webmail.version_conflict', 'Thư nháp vừa thay đổi ở nơi khác. Xem lại rồi bấm gửi.');
  }
  return now;
}

/** A document on its way to free mail, stopped: who tried stays on record. */
export async function recordRefused(
  tx: Tx,
  context: ActingContext,
  { box, draftId }: { box: OpenBox; draftId: string },
  use: FreeMailUse,
): Promise<void> {
  await recordFreeMail(tx, context, { ...box, submissionId: null }, use);
  await record(tx, context, {
    agencyId: box.agencyId,
    objectKind: 'mail_draft',
    objectId: draftId,
    action: 'webmail.free_mail_refused',
    detail: { ...use },
  });
}

/** The draft is closed and the mail waits for its moment; the caller holds the lock of the draft. */
export async function queueMail(
  tx: Tx,
  context: ActingContext,
  { box, draft }: { box: OpenBox; draft: DraftRow },
  mail: MailToQueue,
  alongside?: (tx: Tx, submissionId: string) => Promise<void>,
): Promise<SubmissionView> {
  const { agencyId, mailboxId } = box;
  const submissionId = await insertSubmission(tx, context, box, draft, mail);
  await insertLinks(tx, mail.links, { agencyId, submissionId, expiresAt: mail.expiresAt });
  if (mail.use !== undefined) {
    await recordFreeMail(tx, context, { ...box, submissionId }, mail.use);
  }
  await record(tx, context, {
    agencyId,
    objectKind: 'mail_draft',
    objectId: draft.id,
    action: 'webmail.submitted',
    detail: {
      submissionId,
      recipients: mail.receivers.length,
      sendAt: mail.sendAt.toISOString(),
      free: mail.use ?? null,
      ...(mail.signedWith !== undefined && { signedWith: mail.signedWith }),
    },
  });
  await alongside?.(tx, submissionId);
  await warnManyReceivers(tx, context, box);
  await enqueue(tx, RELEASE_JOB, { agencyId, submissionId }, { runAt: wallTime(context.clock, mail.sendAt) });
  await tellBoxes(tx, [box]);
  const view = await presentSubmission(tx, agencyId, mailboxId, submissionId);
  if (view === undefined) {
    throw new AppError('webmail.wrong_state', 500, 'Không ghi được lần gửi thư. Thử lại.');
  }
  return view;
}
