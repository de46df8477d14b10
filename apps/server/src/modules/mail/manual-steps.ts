import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { type MailboxRow, type MailTables, mailTables } from './mail.tables.ts';

/** No mail system is connected: a person does it there, and says here that it is done. */
export async function addStep(
  tx: Tx,
  context: Context,
  mailbox: Pick<MailboxRow, 'agency_id' | 'id'>,
  step: { kind: MailTables['mail_step']['kind']; text: string },
): Promise<void> {
  const now = context.clock.now();
  await mailTables(tx)
    .insertInto('mail_step')
    .values({
      agency_id: mailbox.agency_id,
      id: newId(now.getTime()),
      mailbox_id: mailbox.id,
      kind: step.kind,
      text: step.text,
      created_at: now,
      done_at: null,
      done_by: null,
      note: null,
    })
    .execute();
}
