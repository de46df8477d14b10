import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { notFound } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { mailItemPolicies } from '../mail.policy.ts';
import type { MailItemRow } from '../receive/mail-item.store.ts';

/** Đã xem: the mail stays in the mailbox, the row is seen to. */
export async function dismissMailItem(context: ActingContext, id: string): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    const [row] = await rawQuery<MailItemRow>(
      tx,
      `select * from carriers_mail_item where agency_id = $1 and id = $2 and state in ('waiting', 'left') for update`,
      [agencyId, id],
    );
    if (row === undefined) {
      throw notFound(
        'carriers.mail_item_not_found',
        'Không tìm thấy thư này, có thể đã có người xem. Tải lại danh sách.',
      );
    }
    mailItemPolicies.authorize('mail_packages.dismiss', context.subject, { agencyId: row.agency_id });
    await rawQuery(
      tx,
      `update carriers_mail_item set state = 'dismissed', next_at = null where agency_id = $1 and id = $2`,
      [agencyId, id],
    );
    await record(tx, context, {
      action: 'carriers.mail_item_dismissed',
      agencyId,
      objectKind: 'mail_item',
      objectId: id,
      detail: { code: row.code, from: row.from_address },
    });
    await publish(tx, { topic: 'connections', agencyId, ids: [row.connection_id] });
    return { id };
  });
}
