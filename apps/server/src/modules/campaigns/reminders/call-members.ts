import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { TELL_BATCH, TELL_JOB, tellMembers } from './tell-members.ts';

export interface Call {
  /** Unique for each agency: the same call made twice reaches nobody twice. */
  step: string;
  note?: string;
  /** Counts as a reminder ("Nhắc lần 2"); the opening and a new day do not. */
  isReminder: boolean;
  /** Only these agencies. */
  agencyIds?: readonly string[] | undefined;
  /** Only agencies that had been asked before this moment. */
  askedBefore?: Date;
}

const MARK = `
  with chosen as (
    select member_agency_id from campaign_member
    where agency_id = $1 and campaign_id = $2 and state not in ('submitted', 'nil', 'consolidated')
      and ($3::uuid[] is null or member_agency_id = any($3::uuid[])) and ($4::timestamptz is null or asked_at < $4)
    order by member_agency_id for no key update
  )
  insert into campaign_reminder (agency_id, campaign_id, member_agency_id, step, note, at)
  select $1, $2, member_agency_id, $5, $6, $7 from chosen
  on conflict do nothing returning member_agency_id as id`;

const COUNT = `
  update campaign_member set reminders = reminders + 1, last_reminded_at = $4
  where agency_id = $1 and campaign_id = $2 and member_agency_id = any($3::uuid[])`;

/**
 * Calls the agencies that still owe something, in the transaction of whatever calls them; answers which. The first ones are told at
 * once, the rest of thousands by a job, so that opening stays one short transaction.
 */
export async function callMembers(tx: Tx, context: Context, campaign: CampaignRow, call: Call): Promise<string[]> {
  const now = context.clock.now();
  const { agency_id: agencyId, id } = campaign;
  const called = await rawQuery<{ id: string }>(tx, MARK, [
    agencyId,
    id,
    call.agencyIds === undefined ? null : [...call.agencyIds],
    call.askedBefore ?? null,
    call.step,
    call.note ?? '',
    now,
  ]);
  const ids = called.map((row) => row.id);
  if (ids.length === 0) {
    return [];
  }
  if (call.isReminder) {
    await rawQuery(tx, COUNT, [agencyId, id, ids, now]);
  }
  if ((await tellMembers(tx, context, campaign)) === TELL_BATCH) {
    await enqueue(tx, TELL_JOB, { agencyId, campaignId: id }, { key: `${TELL_JOB}:${id}` });
  }
  return ids;
}
