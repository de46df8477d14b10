import type { RequestKind, RequestState } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { MovedRequest } from '../ports.ts';
import { requestLink } from '../requests.links.ts';
import { FINAL_STATES, REQUEST_STATE_LABELS } from '../requests.states.ts';
import { type RequestRow, requestTables } from '../requests.tables.ts';

const MOVED = [
  'agency_id',
  'id',
  'kind',
  'form_code',
  'state',
  'item_count',
  'nil',
  'late',
  'campaign_id',
  'submitted_at',
] as const;

export function asMoved(row: Pick<RequestRow, (typeof MOVED)[number]>): MovedRequest {
  return {
    agencyId: row.agency_id,
    id: row.id,
    kind: row.kind,
    form: row.form_code,
    state: row.state,
    itemCount: row.item_count,
    nil: row.nil,
    late: row.late,
    campaignId: row.campaign_id,
    submittedAt: row.submitted_at,
  };
}

export interface OpenRequestOf {
  id: string;
  kind: RequestKind;
  state: RequestState;
  stateLabel: string;
  subject: string;
  /** It stands under the person's own word; nobody else can take it over. */
  declares: boolean;
  link: string;
}

/** Requests the person declares or prepared that are not at their end: shown by a hand-over. */
export async function openRequestsOf(
  db: Db | Tx,
  who: { agencyId: string; personId: string },
): Promise<OpenRequestOf[]> {
  const rows = await requestTables(db)
    .selectFrom('request')
    .select(['id', 'kind', 'state', 'subject', 'declarant_person_id'])
    .where('agency_id', '=', who.agencyId)
    .where('state', 'not in', FINAL_STATES)
    .where((where) =>
      where.or([where('declarant_person_id', '=', who.personId), where('prepared_by', '=', who.personId)]),
    )
    .orderBy('updated_at', 'desc')
    .execute();
  return rows.map(({ declarant_person_id, ...row }) => ({
    ...row,
    declares: declarant_person_id === who.personId,
    stateLabel: REQUEST_STATE_LABELS[row.state],
    link: requestLink(row.id),
  }));
}
