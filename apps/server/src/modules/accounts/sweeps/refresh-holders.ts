import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { leaveLabel } from '../accounts.states.ts';
import { addHistory } from '../accounts.store.ts';

/*
 * A holder has left when his record says so, or when he held posts in this agency and holds none today ("chuyển công tác"). Whoever
 * never held a post here, such as somebody entered today, has not left.
 */
const HOLDERS = `
  with posts as (
    select position.person_id, position.agency_id,
      bool_or(position.valid_from <= $1 and (position.valid_to is null or position.valid_to >= $1)) as now_in_office,
      bool_or(position.valid_from > $1) as comes,
      max(position.valid_to) filter (where position.valid_to >= position.valid_from) as last_day
    from org_position position
    where $2::uuid[] is null or position.person_id = any($2::uuid[])
    group by position.person_id, position.agency_id
  ), truth as (
    select account.agency_id, account.id,
      case when person.left_on <= $1 then person.left_on
        when not posts.now_in_office and not posts.comes and posts.last_day < $1 then posts.last_day + 1 end as left_on,
      case when person.left_on <= $1 then coalesce(person.leave_reason, 'resigned')
        when not posts.now_in_office and not posts.comes and posts.last_day < $1 then 'transferred' end as left_reason
    from account
    join org_person person on person.id = account.person_id
    left join posts on posts.person_id = account.person_id and posts.agency_id = account.agency_id
    where account.person_id is not null and account.state <> 'revoked'
      and ($2::uuid[] is null or account.person_id = any($2::uuid[]))
  )
  update account set left_on = truth.left_on, left_reason = truth.left_reason, updated_at = $3
  from truth
  where account.agency_id = truth.agency_id and account.id = truth.id
    and (account.left_on is distinct from truth.left_on or account.left_reason is distinct from truth.left_reason)
  returning account.agency_id, account.id, account.left_on, account.left_reason`;

interface Changed {
  agency_id: string;
  id: string;
  left_on: string | null;
  left_reason: string | null;
}

/** Compares the register with the personnel record, for these people or for all; runs in the transaction that ends a post, too. */
export async function refreshHolders(tx: Tx, context: Context, personIds?: readonly string[]): Promise<void> {
  const now = context.clock.now();
  const changed = await rawQuery<Changed>(tx, HOLDERS, [vietnamDate(now), personIds ?? null, now]);
  for (const row of changed) {
    const text =
      row.left_on === null
        ? 'Người dùng trở lại công tác tại cơ quan'
        : `Người dùng thôi công tác tại cơ quan từ ${printDay(row.left_on)}: ${leaveLabel(row.left_reason ?? '')}`;
    await addHistory(tx, context, row, { text });
  }
  for (const [agencyId, rows] of Map.groupBy(changed, (row) => row.agency_id)) {
    await record(tx, context, {
      action: 'accounts.holders_changed',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { accounts: rows.map((row) => row.id) },
    });
    await publish(tx, { topic: 'accounts', agencyId });
  }
}

/** Terms end by themselves on their last day. */
export async function sweepHolders(services: Services): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    await refreshHolders(tx, context);
    return null;
  });
}
