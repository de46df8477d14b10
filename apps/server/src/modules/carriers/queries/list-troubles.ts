import type { PickupTrouble, PickupTroublePage, PickupTroubleQuery } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { connectionPolicies } from '../carriers.policy.ts';
import type { PickupRow } from '../carriers.tables.ts';

type TroubleRow = PickupRow & { connection_name: string };

const STATES: Record<PickupTrouble['state'], string> = {
  stranger: 'Không phải cơ quan mình',
  failed: 'Không lấy được',
  waiting: 'Đang thử lại',
};

function present(row: TroubleRow): PickupTrouble {
  const state = row.state === 'stranger' || row.state === 'failed' ? row.state : 'waiting';
  return {
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    docId: row.doc_id,
    kind: row.kind,
    state,
    stateLabel: STATES[state],
    fromCode: row.from_code,
    toCode: row.to_code,
    reason: row.error_text,
    attempts: row.attempts,
    listedAt: row.listed_at.toISOString(),
    nextAt: state === 'waiting' ? row.next_at.toISOString() : null,
  };
}

/** Messages an axis listed that are in no inbox, newest first: nothing stays silently behind. */
export async function listTroubles(context: ActingContext, query: PickupTroubleQuery): Promise<PickupTroublePage> {
  const { subject } = context;
  connectionPolicies.authorize('carriers.troubles', subject, {
    agencyId: subject.agencyId,
    enabled: true,
    isPolled: true,
  });
  const [cursor] = readCursor(query.cursor, ['uuid']) ?? [];
  const rows = await rawQuery<TroubleRow>(
    context.db,
    `select pickup.*, connection.name as connection_name
     from carriers_pickup pickup join carriers_connection connection on connection.id = pickup.connection_id
     where pickup.agency_id = $1 and ($2::uuid is null or pickup.connection_id = $2)
       and (pickup.state in ('stranger', 'failed') or pickup.error_code <> '') and ($3::uuid is null or pickup.id < $3)
     order by pickup.id desc limit $4`,
    [subject.agencyId, query.connectionId ?? null, cursor ?? null, query.limit + 1],
  );
  const page = rows.slice(0, query.limit);
  return {
    items: page.map(present),
    nextCursor: rows.length > query.limit ? writeCursor([page.at(-1)?.id ?? '']) : null,
  };
}
