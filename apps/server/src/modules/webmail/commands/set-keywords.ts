import type { EmailsChanged, SetKeywords } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { changeEmails } from '../box/change-emails.ts';

function say({ seen, flagged }: SetKeywords, count: number): string {
  if (flagged !== undefined) {
    return flagged ? `Đã gắn cờ ${count} thư.` : `Đã bỏ cờ ${count} thư.`;
  }
  return seen === false ? `Đã đánh dấu chưa đọc ${count} thư.` : `Đã đánh dấu đã đọc ${count} thư.`;
}

/** Read, unread, flagged. In a shared box the mark is everybody's. */
export async function setKeywords(
  context: ActingContext,
  mailboxId: string,
  body: SetKeywords,
): Promise<EmailsChanged> {
  return changeEmails(context, mailboxId, {
    action: 'webmail.open',
    recorded: 'webmail.keywords_set',
    detail: { seen: body.seen, flagged: body.flagged },
    ids: body.ids,
    apply: async (tx, box, emails) => {
      const rows = await rawQuery<{ id: string }>(
        tx,
        `update mail_item set seen = coalesce($3, seen), flagged = coalesce($4, flagged)
         where agency_id = $1 and id = any ($2::uuid[])
           and (seen is distinct from coalesce($3, seen) or flagged is distinct from coalesce($4, flagged)) returning id`,
        [box.agencyId, emails.map(({ id }) => id), body.seen ?? null, body.flagged ?? null],
      );
      const changed = rows.map((row) => row.id);
      const text = say(body, changed.length);
      return {
        changed,
        text,
        ...(body.seen === true && { event: { kind: 'opened', text: 'Đã mở thư' } }),
      };
    },
  });
}
