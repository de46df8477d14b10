import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** What became of a mail with one receiver. */
interface MailOutcome {
  submissionId: string;
  undoStatus: 'pending' | 'final' | 'canceled';
  state: 'waiting' | 'sending' | 'delayed' | 'delivered' | 'failed' | 'cancelled';
  reply: string | null;
}

export async function listOutcomes(db: Db | Tx, submissionIds: readonly string[]): Promise<MailOutcome[]> {
  return rawQuery<MailOutcome>(
    db,
    `select submission.id as "submissionId", submission.undo_status as "undoStatus", receiver.state, receiver.reply
     from mail_submission submission join mail_submission_recipient receiver
       on receiver.agency_id = submission.agency_id and receiver.submission_id = submission.id
     where submission.id = any ($1::uuid[])`,
    [submissionIds],
  );
}
