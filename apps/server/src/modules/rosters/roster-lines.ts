import type { RequestKind } from '@congvu/contracts';
import type { FieldValue, RosterLine } from '@congvu/forms';
import { type ItemRow, type RequestRow, UNDER_WAY } from '#modules/requests';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { rosterTables } from './rosters.tables.ts';

/** Where an agency stands in the directory, and who took it over when it is no more. */
export interface Placed {
  order: number;
  successor: { successorId: string; successorName: string } | undefined;
}

// The order of org's recipient groups, then the agency's own place among its siblings.
const PLACES = `
  select agency.id, heir.id as "successorId", heir.name as "successorName",
    row_number() over (order by
      coalesce(array_position(array['specialised_departments', 'communes', 'province', 'others'], agency.recipient_group), 9),
      agency.sort_order, agency.name, agency.id)::int as place
  from org_agency agency
  left join lateral (
    select successor_id from org_agency_event
    where agency_id = agency.id and agency.valid_to < $2 and kind <> 'rename' and successor_id is not null and effective_on <= $2
    order by effective_on desc limit 1
  ) event on true
  left join org_agency heir on heir.id = event.successor_id
  where agency.id = any ($1::uuid[])`;

export async function placeAgencies(db: Db | Tx, ids: readonly string[], today: string): Promise<Map<string, Placed>> {
  const rows = await rawQuery<{ id: string; place: number; successorId: string | null; successorName: string | null }>(
    db,
    PLACES,
    [[...new Set(ids)], today],
  );
  return new Map(
    rows.map(({ id, place, successorId, successorName }) => [
      id,
      {
        order: place,
        successor: successorId === null || successorName === null ? undefined : { successorId, successorName },
      },
    ]),
  );
}

type LineRow = Pick<ItemRow, 'id' | 'agency_id' | 'request_id' | 'kind' | 'part' | 'no' | 'cells' | 'person_id'> &
  Pick<
    RequestRow,
    'agency_name' | 'unit_name' | 'form_code' | 'form_set' | 'submitted_at' | 'revision' | 'urgent' | 'late'
  >;

const COLUMNS = [
  'item.id',
  'item.agency_id',
  'item.request_id',
  'item.kind',
  'item.part',
  'item.no',
  'item.cells',
  'item.person_id',
  'request.agency_name',
  'request.unit_name',
  'request.form_code',
  'request.form_set',
  'request.submitted_at',
  'request.revision',
  'request.urgent',
  'request.late',
] as const;

/** Lines that stand in the batch. */
export async function linesOf(tx: Db | Tx, batch: { agencyId: string; id: string }): Promise<LineRow[]> {
  return rosterTables(tx)
    .selectFrom('request_batch_line as line')
    .innerJoin('request_item as item', (join) =>
      join.onRef('item.agency_id', '=', 'line.item_agency_id').onRef('item.id', '=', 'line.item_id'),
    )
    .innerJoin('request', (join) =>
      join.onRef('request.agency_id', '=', 'item.agency_id').onRef('request.id', '=', 'item.request_id'),
    )
    .select(COLUMNS)
    .where('line.agency_id', '=', batch.agencyId)
    .where('line.batch_id', '=', batch.id)
    .where('line.removed_at', 'is', null)
    .execute();
}

/** Kinds whose open lines may contradict one of this kind (C4, C5, C6, C9). */
const PEERS: Partial<Record<RequestKind, RequestKind[]>> = {
  'cert.issue.person': ['mailbox.new', 'mailbox.revoke'],
  'cert.renew_change': ['cert.revoke', 'mailbox.revoke'],
  'cert.revoke': ['cert.renew_change', 'cert.restore'],
  'cert.restore': ['cert.revoke'],
  'account.revoke': ['account.mobile'],
  'account.mobile': ['account.revoke'],
  'mailbox.revoke': ['cert.issue.person', 'cert.renew_change'],
};

/** Open lines of other kinds at the same guiding office, in a batch or not. */
export async function peersOf(tx: Db | Tx, officeId: string, kind: RequestKind): Promise<LineRow[]> {
  const kinds = PEERS[kind];
  if (kinds === undefined) {
    return [];
  }
  return rosterTables(tx)
    .selectFrom('request')
    .innerJoin('request_item as item', (join) =>
      join.onRef('item.agency_id', '=', 'request.agency_id').onRef('item.request_id', '=', 'request.id'),
    )
    .select(COLUMNS)
    .where('request.consolidator_agency_id', '=', officeId)
    .where('request.state', 'in', UNDER_WAY)
    .where('request.kind', 'in', kinds)
    .where('item.live', '=', true)
    .where('item.state', '=', 'open')
    .execute();
}

export function asRosterLine(row: LineRow, placed: ReadonlyMap<string, Placed>): RosterLine {
  return {
    id: row.id,
    requestId: row.request_id,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    agencyOrder: placed.get(row.agency_id)?.order ?? 0,
    unitName: row.unit_name,
    kind: row.kind,
    form: row.form_code,
    set: row.form_set,
    ...(row.part !== null && { part: row.part }),
    no: row.no,
    // Written by the engine from a form that was read and checked.
    values: row.cells as Record<string, FieldValue>,
    personId: row.person_id,
    submittedAt: row.submitted_at?.toISOString() ?? '',
    revision: row.revision,
    urgent: row.urgent,
  };
}
