import type { MailboxView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { TELL_JOB } from '../outbox/tell-backend.ts';
import { changeMailbox } from './change-mailbox.ts';

/**
 * Once more what the mail system refused or did not answer, under the same command ids.
 * @throws AppError 404 `mail.not_found` · 403 `mail.tell_again.forbidden`
 */
export async function tellAgain(context: ActingContext, id: string): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.tell_again', async (tx, mailbox) => {
    const again = await rawQuery<{ id: string }>(
      tx,
      `update mail_command set state = 'waiting', next_at = $2, done_at = null, error_code = null, error_text = null
       where mailbox_id = $1 and state <> 'done' returning id`,
      [id, context.clock.now()],
    );
    await enqueue(tx, TELL_JOB, { mailboxId: id }, { key: `mail:${id}`, queue: `mail:${id}` });
    return {
      mailbox,
      text: 'Gửi lại việc cho hệ thống thư',
      detail: { commands: again.map((row) => row.id) },
      commands: [],
    };
  });
}
