import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** One use of free mail when sending: told of, allowed to a citizen, or stopped. */
interface FreeMailUseRow {
  agencyId: string;
  unitId: string | null;
  personId: string;
  at: Date;
  kind: 'warned' | 'citizen' | 'refused';
  addresses: string[];
  numberSymbol: string | null;
  reason: string | null;
  approverName: string | null;
}

const MOST = 5_000;

/** Of these agencies, newest first; what was taken back before it left does not count. */
export async function listFreeMailUses(
  db: Db | Tx,
  wanted: { agencyIds: readonly string[]; from: Date; until: Date },
): Promise<FreeMailUseRow[]> {
  return rawQuery<FreeMailUseRow>(
    db,
    `select use.agency_id as "agencyId", use.unit_id as "unitId", use.person_id as "personId", use.at, use.kind, use.addresses,
       use.number_symbol as "numberSymbol", use.reason, use.approver_name as "approverName"
     from mail_free_use use left join mail_submission submission
       on submission.agency_id = use.agency_id and submission.id = use.submission_id
     where use.agency_id = any ($1::uuid[]) and use.at >= $2 and use.at < $3
       and coalesce(submission.undo_status, 'final') <> 'canceled'
     order by use.at desc, use.id desc limit ${MOST}`,
    [wanted.agencyIds, wanted.from, wanted.until],
  );
}
