import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { addStep } from '../manual-steps.ts';
import { type BackendCommand, manualStepOf } from './backend-command.ts';

export const TELL_JOB = 'mail.tell';

/**
 * What the register has changed is said to the mail system after the commit, in this order; without one a person gets the steps.
 * The row is the mailbox as it stands now, after the change.
 */
export async function tellBackend(
  tx: Tx,
  context: Context,
  mailbox: MailboxRow,
  commands: readonly BackendCommand[],
): Promise<void> {
  if (mailbox.backend === 'manual') {
    for (const command of commands) {
      const step = manualStepOf(mailbox, command);
      if (step !== undefined) {
        await addStep(tx, context, mailbox, step);
      }
    }
    return;
  }
  const now = context.clock.now();
  const rows = commands.map(({ kind, ...payload }) => ({
    agency_id: mailbox.agency_id,
    id: newId(now.getTime()),
    mailbox_id: mailbox.id,
    kind,
    payload,
    state: 'waiting' as const,
    attempts: 0,
    next_at: now,
    created_at: now,
    done_at: null,
    error_code: null,
    error_text: null,
  }));
  if (rows.length === 0) {
    return;
  }
  await mailTables(tx).insertInto('mail_command').values(rows).execute();
  // One mailbox is told one thing after the other; different mailboxes do not wait for each other.
  const key = `mail:${mailbox.id}`;
  await enqueue(tx, TELL_JOB, { mailboxId: mailbox.id }, { key, queue: key });
}
