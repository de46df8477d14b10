import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { settingOf } from './mail.settings.ts';
import type { MailboxRow } from './mail.tables.ts';

/** Whether the holder led the agency in the year before: the post may have ended before the paper came. */
const LED = `
  select exists (select 1 from org_position post
    where post.agency_id = $1 and post.person_id = $2 and 'leader' = any (post.roles)
      and post.valid_from <= $3::date and (post.valid_to is null or post.valid_to >= $3::date - interval '1 year')) as led`;

/** `yyyy-mm-dd` so many months later; the 31st becomes the last day of a shorter month. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** Last day a revoked mailbox is kept: by the rank of the holder, from the day the revocation counts (spec mail.md §2). */
export async function retainUntil(tx: Tx, context: Context, mailbox: MailboxRow, on: string): Promise<string> {
  const setting = await settingOf(tx, context.clock, mailbox.agency_id);
  const [row] =
    mailbox.person_id === null
      ? []
      : await rawQuery<{ led: boolean }>(tx, LED, [mailbox.agency_id, mailbox.person_id, on]);
  return monthsLater(on, row?.led === true ? setting.retain_months_leader : setting.retain_months);
}
