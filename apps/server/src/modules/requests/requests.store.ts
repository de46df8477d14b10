import { findAgency } from '#modules/org';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, invalid, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { REQUEST_STATE_LABELS, REQUEST_TRANSITIONS, type RequestAct } from './requests.states.ts';
import { type RequestRow, type RequestTables, requestTables, type SignatureRow } from './requests.tables.ts';

export interface RequestKey {
  agencyId: string;
  id: string;
}

export function requestMissing() {
  return notFound('requests.not_found', 'Không tìm thấy đề nghị này. Có thể đề nghị thuộc cơ quan khác.');
}

export function wrongState(row: Pick<RequestRow, 'state'>) {
  return conflict(
    'requests.wrong_state',
    `Đề nghị đang ở bước "${REQUEST_STATE_LABELS[row.state]}" nên không làm được việc này. Tải lại trang để xem bước hiện tại.`,
  );
}

/** By id, of an agency that has a part in it: whose it is, who guides, where it was forwarded to. The policy decides what that one may. */
function requestOf(db: Db | Tx, id: string, partyId: string) {
  return requestTables(db)
    .selectFrom('request')
    .selectAll()
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('agency_id', '=', partyId),
        where('consolidator_agency_id', '=', partyId),
        where('destination_agency_id', '=', partyId),
      ]),
    );
}

export async function findRequest(db: Db | Tx, id: string, partyId: string): Promise<RequestRow | undefined> {
  return requestOf(db, id, partyId).executeTakeFirst();
}

/** The same, locked for this transaction. */
export async function lockRequestOf(tx: Tx, id: string, partyId: string): Promise<RequestRow | undefined> {
  return requestOf(tx, id, partyId).forUpdate().executeTakeFirst();
}

/** The row locked for this transaction, of whatever agency: the caller knows that it has a part in it. */
export async function lockRequest(tx: Tx, id: string): Promise<RequestRow> {
  const row = await requestTables(tx)
    .selectFrom('request')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw requestMissing();
  }
  return row;
}

export async function insertRequest(tx: Tx, row: RequestRow): Promise<void> {
  await requestTables(tx).insertInto('request').values(asColumns(row)).execute();
}

/** jsonb columns take text: the driver would make PostgreSQL arrays of our lists. */
const JSON_COLUMNS = ['content', 'findings', 'overrides', 'returned_fields'] as const;

function asColumns<T extends Partial<RequestRow>>(row: T): T {
  const columns: Record<string, unknown> = { ...row };
  for (const name of JSON_COLUMNS) {
    if (columns[name] !== undefined) {
      columns[name] = JSON.stringify(columns[name]);
    }
  }
  // Only the text of the four columns above changed, which the driver writes as it is.
  return columns as T;
}

export type RequestChange = Partial<Omit<RequestRow, 'agency_id' | 'id' | 'state'>>;

/** Moves the request along the table of states; no row means somebody was quicker. */
export async function transitionRequest(
  tx: Tx,
  context: Context,
  request: RequestKey,
  act: RequestAct,
  set: RequestChange = {},
): Promise<RequestRow> {
  const { from, to } = REQUEST_TRANSITIONS[act];
  const moved = await requestTables(tx)
    .updateTable('request')
    .set({ ...asColumns(set), state: to, updated_at: context.clock.now() })
    .where('agency_id', '=', request.agencyId)
    .where('id', '=', request.id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw wrongState(await lockRequest(tx, request.id));
  }
  return moved;
}

/** Changes that are no change of state. */
export async function updateRequest(tx: Tx, request: RequestKey, set: RequestChange): Promise<RequestRow> {
  return requestTables(tx)
    .updateTable('request')
    .set(asColumns(set))
    .where('agency_id', '=', request.agencyId)
    .where('id', '=', request.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function addMovement(
  tx: Tx,
  context: Context,
  movement: RequestKey & { kind: string; text: string },
): Promise<void> {
  const at = context.clock.now();
  await requestTables(tx)
    .insertInto('request_movement')
    .values({
      agency_id: movement.agencyId,
      id: newId(at.getTime()),
      request_id: movement.id,
      at,
      actor_name: context.subject?.displayName ?? 'Hệ thống',
      kind: movement.kind,
      text: movement.text,
    })
    .execute();
}

/** Newest first, also those of one instant. */
export async function listMovements(db: Db | Tx, request: RequestKey): Promise<RequestTables['request_movement'][]> {
  return requestTables(db)
    .selectFrom('request_movement')
    .selectAll()
    .where('agency_id', '=', request.agencyId)
    .where('request_id', '=', request.id)
    .orderBy('id', 'desc')
    .execute();
}

/** Signatures that still count, in the order they were given. */
export async function listSignatures(db: Db | Tx, request: RequestKey, revision: number): Promise<SignatureRow[]> {
  return requestTables(db)
    .selectFrom('request_signature')
    .selectAll()
    .where('agency_id', '=', request.agencyId)
    .where('request_id', '=', request.id)
    .where('revision', '=', revision)
    .where('voided_at', 'is', null)
    .orderBy('id')
    .execute();
}

export async function insertSignature(
  tx: Tx,
  context: Context,
  row: Omit<SignatureRow, 'id' | 'at' | 'voided_at'>,
): Promise<void> {
  const at = context.clock.now();
  await requestTables(tx)
    .insertInto('request_signature')
    .values({ ...row, id: newId(at.getTime()), at, voided_at: null })
    .execute();
}

/** What goes back to the desk of the preparer is signed by nobody any more. */
export async function voidSignatures(tx: Tx, context: Context, request: RequestKey): Promise<void> {
  await requestTables(tx)
    .updateTable('request_signature')
    .set({ voided_at: context.clock.now() })
    .where('agency_id', '=', request.agencyId)
    .where('request_id', '=', request.id)
    .where('voided_at', 'is', null)
    .execute();
}

/** Days papers with personal data are kept where the office has set nothing. */
export const RETENTION_DAYS = 365;

export async function findSetting(
  db: Db | Tx,
  agencyId: string,
): Promise<RequestTables['request_setting'] | undefined> {
  return requestTables(db)
    .selectFrom('request_setting')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
}

const ABOVE = `
  with recursive above as (
    select id, parent_id, hosted, 0 as depth from org_agency where id = $1
    union all
    select agency.id, agency.parent_id, agency.hosted, above.depth + 1
    from org_agency agency join above on agency.id = above.parent_id where above.depth < 20
  )
  select id from above where depth > 0 and hosted order by depth limit 1`;

/** Where nothing is set: the nearest agency above that this installation is the office of, else itself when it has its office here. */
export async function usualConsolidatorOf(db: Db | Tx, agencyId: string): Promise<string | undefined> {
  const [above] = await rawQuery<{ id: string }>(db, ABOVE, [agencyId]);
  if (above !== undefined) {
    return above.id;
  }
  const own = await findAgency(db, agencyId);
  return own?.hosted === true ? own.id : undefined;
}

/**
 * To whom an agency sends its requests: as set, else as the tree says (a committee is its own guiding office; spec requests.md §5,
 * route).
 */
export async function consolidatorOf(db: Db | Tx, agencyId: string): Promise<string> {
  const setting = await findSetting(db, agencyId);
  const id = setting?.consolidator_agency_id ?? (await usualConsolidatorOf(db, agencyId));
  if (id === undefined) {
    throw invalid(
      'requests.no_consolidator',
      'Chưa xác định được đơn vị đầu mối nhận đề nghị của cơ quan này. Quản trị đặt đơn vị đầu mối trong phần Quản trị, mục Đề nghị, nơi gửi rồi thử lại.',
    );
  }
  return id;
}
