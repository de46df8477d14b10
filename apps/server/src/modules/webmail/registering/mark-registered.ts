import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addEventsOf } from '../box/change-emails.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { MailToRegister } from './mail-to-register.ts';

/** Says beside the mail where it was registered, in every box of the agency that holds it. The caller leaves the audit leaf. */
export async function markRegistered(
  tx: Tx,
  context: ActingContext,
  { box, messageId }: Pick<MailToRegister, 'box' | 'messageId'>,
  registered: { text: string; link: string },
): Promise<void> {
  const { agencyId } = box;
  const rows = await rawQuery<{ id: string; mailbox_id: string }>(
    tx,
    `update mail_item set registered_text = $3, registered_link = $4
     where agency_id = $1 and message_id = $2 and direction = 'in' returning id, mailbox_id`,
    [agencyId, messageId, registered.text, registered.link],
  );
  const { personId, displayName: who } = context.subject;
  for (const { id, mailbox_id: mailboxId } of rows) {
    const actor = { agencyId, mailboxId, personId, who, at: context.clock.now() };
    await addEventsOf(tx, actor, [id], { kind: 'registered', text: registered.text });
  }
  await tellBoxes(
    tx,
    rows.map((row) => ({ agencyId, mailboxId: row.mailbox_id })),
  );
}
