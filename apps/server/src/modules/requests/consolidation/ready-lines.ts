import type { RequestKind } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { UNDER_WAY } from '../requests.states.ts';

export interface ReadyLine {
  item_id: string;
  item_agency_id: string;
  request_id: string;
  campaign_id: string | null;
  urgent: boolean;
  subject: string;
}

// Accepted, without a result, in no batch.
const READY = `
  from request join request_item item on item.agency_id = request.agency_id and item.request_id = request.id
  where request.consolidator_agency_id = $1 and request.state = any ($2::text[])
    and item.live and item.state = 'open' and item.batch_id is null`;

const LINES = `
  select item.id as item_id, item.agency_id as item_agency_id, item.request_id, request.campaign_id, request.urgent, request.subject
  ${READY} and request.kind = $3
    and ($4::uuid is null or request.campaign_id = $4::uuid)
    and ($5::uuid[] is null or request.id = any ($5::uuid[]))
  order by request.id, item.id for update of request, item`;

/** Accepted lines that stand in no batch, locked: whoever presses the button at the same moment finds them taken. */
export function lockReadyLines(
  tx: Tx,
  officeId: string,
  wanted: { kind: RequestKind; campaignId?: string | undefined; requestIds?: readonly string[] | undefined },
): Promise<ReadyLine[]> {
  return rawQuery<ReadyLine>(tx, LINES, [
    officeId,
    UNDER_WAY,
    wanted.kind,
    wanted.campaignId ?? null,
    wanted.requestIds ?? null,
  ]);
}

const COUNTS = `
  select request.kind, count(*)::int as lines, count(distinct request.agency_id)::int as agencies
  ${READY} group by request.kind order by request.kind`;

/** How many lines of each kind wait to be put into a batch of this office. */
export function countReadyLines(
  db: Db | Tx,
  officeId: string,
): Promise<{ kind: RequestKind; lines: number; agencies: number }[]> {
  return rawQuery(db, COUNTS, [officeId, UNDER_WAY]);
}
