import type { WebmailBoxes } from '@congvu/contracts';
import { mailboxesOf } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { boxPolicies } from '../webmail.policy.ts';

interface BoxNumbers {
  mailbox_id: string;
  unread: number;
  away: boolean;
}

/** Unread mails of the inbox, by box. */
export async function countUnread(db: Db, mailboxIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await rawQuery<{ mailbox_id: string; unread: number }>(
    db,
    `select item.mailbox_id, count(*)::int as unread from mail_item item
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id and folder.role = 'inbox'
     where item.mailbox_id = any ($1::uuid[]) and not item.seen and item.deleted_at is null and item.retracted_at is null
     group by item.mailbox_id`,
    [mailboxIds],
  );
  return new Map(rows.map((row) => [row.mailbox_id, row.unread]));
}

async function awayToday(context: ActingContext, mailboxIds: readonly string[]): Promise<Set<string>> {
  const rows = await rawQuery<BoxNumbers>(
    context.db,
    `select mailbox_id from mail_box_setting where mailbox_id = any ($1::uuid[]) and (vacation ->> 'enabled')::bool
       and coalesce(vacation ->> 'from', '0001-01-01') <= $2 and coalesce(vacation ->> 'until', '9999-12-31') >= $2`,
    [mailboxIds, vietnamDate(context.clock.now())],
  );
  return new Set(rows.map((row) => row.mailbox_id));
}

/** The boxes this person opens for the agency he acts for, the own one first, and where the others are. */
export async function listBoxes(context: ActingContext): Promise<WebmailBoxes> {
  const { subject, db } = context;
  const all = await mailboxesOf(db, subject.personId);
  const boxes = all.filter(({ agencyId }) => agencyId === subject.agencyId);
  const ids = boxes.map(({ mailboxId }) => mailboxId);
  const [unread, away] = await Promise.all([countUnread(db, ids), awayToday(context, ids)]);
  return {
    items: boxes.map((box) => ({
      id: box.mailboxId,
      address: box.address,
      name: box.name,
      kind: box.kind,
      relation: box.access,
      unread: unread.get(box.mailboxId) ?? 0,
      away: away.has(box.mailboxId),
      abilities: boxPolicies.abilities(subject, { relation: box.access }),
    })),
    elsewhere: all
      .filter(({ agencyId }) => agencyId !== subject.agencyId)
      .map(({ address, agencyId }) => ({ address, agencyId })),
  };
}
