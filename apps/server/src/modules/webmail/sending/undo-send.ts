import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';

/** "Hoàn tác gửi": the mail becomes a draft again, as long as it has not left. */
export async function undoSend(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    const [row] = await rawQuery<{ draft_id: string }>(
      tx,
      `update mail_submission set undo_status = 'canceled'
       where agency_id = $1 and mailbox_id = $2 and id = $3 and undo_status = 'pending' returning draft_id`,
      [box.agencyId, mailboxId, id],
    );
    if (row === undefined) {
      throw conflict('webmail.too_late', 'Thư đã rời hộp thư nên không lấy lại được. Xem trong thư mục "Đã gửi".');
    }
    await rawQuery(
      tx,
      "update mail_submission_recipient set state = 'cancelled' where agency_id = $1 and submission_id = $2",
      [box.agencyId, id],
    );
    await rawQuery(tx, "update mail_draft set state = 'draft' where agency_id = $1 and id = $2 and state = 'queued'", [
      box.agencyId,
      row.draft_id,
    ]);
    await record(tx, context, {
      action: 'webmail.send_undone',
      agencyId: box.agencyId,
      objectKind: 'mail_submission',
      objectId: id,
    });
    await tellBoxes(tx, [box]);
    return { id: row.draft_id };
  });
}
