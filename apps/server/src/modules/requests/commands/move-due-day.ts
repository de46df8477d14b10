import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';

// In time or late is decided by the first sending; what was never sent is not late.
const JUDGE = `
  with asked as (
    select agency_id, id from request
    where campaign_id = $1 order by id for no key update
  ), judged as (
    select asked.agency_id, asked.id, coalesce((
      select min(sent.submitted_at) >= $3::timestamptz from request_revision sent
      where sent.agency_id = asked.agency_id and sent.request_id = asked.id), false) as late
    from asked
  )
  update request set due_before = $2::date, late = judged.late
  from judged
  where request.agency_id = judged.agency_id and request.id = judged.id
    and (request.due_before is distinct from $2::date or request.late <> judged.late)
  returning request.agency_id, request.consolidator_agency_id, request.id`;

/**
 * The day of a campaign was moved: its requests are judged by the new one, so that lists and covering letters say the same as the
 * board. In the transaction of the campaign, which leaves the leaf; before its own lines are touched, as every step of a request does.
 */
export async function moveDueDay(
  tx: Tx,
  given: { campaignId: string; dueBefore: string; lateFrom: Date },
): Promise<void> {
  const rows = await rawQuery<{ agency_id: string; consolidator_agency_id: string; id: string }>(tx, JUDGE, [
    given.campaignId,
    given.dueBefore,
    given.lateFrom,
  ]);
  const ids = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const agencyId of [row.agency_id, row.consolidator_agency_id]) {
      ids.set(agencyId, (ids.get(agencyId) ?? new Set()).add(row.id));
    }
  }
  for (const [agencyId, own] of ids) {
    await publish(tx, { topic: 'requests', agencyId, ids: [...own] });
  }
}
