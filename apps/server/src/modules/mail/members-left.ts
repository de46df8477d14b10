import { recordAll } from '#modules/audit';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { addHistory } from './mail.store.ts';
import { type MailboxRow, mailTables } from './mail.tables.ts';
import { memberAddresses } from './members.store.ts';
import { tellBackend } from './outbox/tell-backend.ts';
import { revokeSecrets } from './secrets.store.ts';

const LEFT = `
  delete from mail_member member using org_person person
  where member.person_id = any ($1::uuid[]) and person.id = member.person_id
    and not exists (select 1 from org_position post where post.person_id = member.person_id and post.agency_id = member.agency_id
      and post.valid_from <= $2 and (post.valid_to is null or post.valid_to >= $2))
  returning member.agency_id, member.mailbox_id, member.person_id, person.full_name`;

/** Posts ended: who has none left in the agency opens its mailboxes no more, at once (QCVN 12:2026/BCA). */
export async function membersLeft(tx: Tx, context: Context, personIds: readonly string[]): Promise<void> {
  const today = vietnamDate(context.clock.now());
  const rows = await rawQuery<{ agency_id: string; mailbox_id: string; person_id: string; full_name: string }>(
    tx,
    LEFT,
    [personIds, today],
  );
  for (const row of rows) {
    const mailbox: MailboxRow = await mailTables(tx)
      .selectFrom('mailbox')
      .selectAll()
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', row.mailbox_id)
      .executeTakeFirstOrThrow();
    await revokeSecrets(tx, context, mailbox, { reason: 'Thôi giữ chức vụ', personId: row.person_id });
    await addHistory(tx, context, mailbox, { text: `Bớt ${row.full_name}: thôi giữ chức vụ tại cơ quan` });
    const addresses = await memberAddresses(tx, mailbox);
    await tellBackend(tx, context, mailbox, [{ kind: 'members', addresses }, { kind: 'kick' }]);
  }
  await recordAll(
    tx,
    context,
    rows.map((row) => ({
      action: 'mail.member_left',
      agencyId: row.agency_id,
      objectKind: 'mailbox',
      objectId: row.mailbox_id,
      detail: { personId: row.person_id },
    })),
  );
}
