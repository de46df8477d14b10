import type { MailSigningView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { openBox } from '../box/open-box.ts';
import { presentSubmission } from '../queries/view-submission.ts';
import { getSigning } from './signing.store.ts';

export async function viewSigning(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
): Promise<MailSigningView> {
  const box = await openBox(context.db, context, mailboxId);
  const row = await getSigning(context.db, context, id);
  const { submission_id: submissionId } = row;
  const submission =
    submissionId === null ? undefined : await presentSubmission(context.db, box.agencyId, mailboxId, submissionId);
  return { id, state: row.state, submission: submission ?? null };
}
