import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { settingOf } from './mail.settings.ts';
import type { MailboxRow } from './mail.tables.ts';

const DAY_MS = 86_400_000;
/** Zimbra writes a sign-in down once in 7 days (spec mail.md §3.3). */
const ZIMBRA_DAYS = 7;

/** Why the sweep suspended it; one that a person suspended for another reason is not called idle. */
const IDLE_REASON = 'Không dùng trên';

export function idleReason(days: number): string {
  return `${IDLE_REASON} ${days} ngày`;
}

/*
 * Counted from the day a mail system first told of any use. A register kept by hand knows no more than its last import did: there a
 * mailbox is as idle as it was on that day.
 */
const IDLE = `
  with recursive above as (
    select id, parent_id, 0 as step from org_agency where id = $1
    union all
    select agency.id, agency.parent_id, step + 1 from org_agency agency join above on agency.id = above.parent_id where step < 20
  ), known as (
    select max(confirmed_at) as at from mail_import where agency_id in (select id from above)
  )
  select mailbox.* from mailbox left join mail_use on mail_use.mailbox_id = mailbox.id
  where mailbox.agency_id = $1 and mailbox.kind = 'person'
    and (mailbox.state = 'active' or (mailbox.state = 'suspended' and starts_with(mailbox.suspended_reason, $4)))
    and case mailbox.backend
      when 'manual' then mailbox.last_sign_in_at < (select at from known) - $3 * interval '1 day'
      when 'zimbra' then greatest(mailbox.last_sign_in_at, mailbox.hosted_since) < $2::timestamptz - interval '${ZIMBRA_DAYS} days'
      else mailbox.hosted_since is not null and greatest(mailbox.last_sign_in_at, mail_use.sent_at, mailbox.hosted_since) < $2
    end
  order by mailbox.sort_name, mailbox.id`;

export interface IdleMailboxes {
  /** After how many days, as the setting of the day says; 0 = nothing is idle here. */
  days: number;
  mailboxes: MailboxRow[];
}

/** Mailboxes of people that nobody opens or writes from (QCVN 12:2026/BCA: 45 days; a dated setting), also those suspended for it. */
export async function idleMailboxes(db: Db | Tx, clock: Clock, agencyId: string): Promise<IdleMailboxes> {
  const { idle_days: days } = await settingOf(db, clock, agencyId);
  if (days === 0) {
    return { days, mailboxes: [] };
  }
  const since = new Date(clock.now().getTime() - days * DAY_MS);
  return { days, mailboxes: await rawQuery<MailboxRow>(db, IDLE, [agencyId, since, days, IDLE_REASON]) };
}
