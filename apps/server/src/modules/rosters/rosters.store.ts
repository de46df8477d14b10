import type { RequestKind } from '@congvu/contracts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { oneAtATime } from '../../platform/sql.ts';
import { BATCH_STATE_LABELS, BATCH_TRANSITIONS, type BatchAct } from './rosters.states.ts';
import { type BatchRow, rosterTables } from './rosters.tables.ts';

export interface BatchKey {
  agencyId: string;
  id: string;
}

export function batchLink(id: string): string {
  return `/tong-hop/${id}`;
}

export function batchMissing() {
  return notFound(
    'requests.batch_not_found',
    'Không tìm thấy đợt tổng hợp này. Có thể đợt đã hủy hoặc thuộc cơ quan khác.',
  );
}

export function wrongBatchState(row: Pick<BatchRow, 'state'>) {
  return conflict(
    'requests.wrong_state',
    `Đợt tổng hợp đang ở bước "${BATCH_STATE_LABELS[row.state]}" nên không làm được việc này. Tải lại trang để xem bước hiện tại.`,
  );
}

/** By id, of an agency that has a part in it: the guiding office or the destination. The policy decides what that one may. */
function batchOf(db: Db | Tx, id: string, partyId: string) {
  return rosterTables(db)
    .selectFrom('request_batch')
    .selectAll()
    .where('id', '=', id)
    .where((where) => where.or([where('agency_id', '=', partyId), where('destination_agency_id', '=', partyId)]));
}

export async function findBatch(db: Db | Tx, id: string, partyId: string): Promise<BatchRow | undefined> {
  return batchOf(db, id, partyId).executeTakeFirst();
}

/** The same, locked. */
export async function lockBatchOf(tx: Tx, id: string, partyId: string): Promise<BatchRow> {
  const row = await batchOf(tx, id, partyId).forUpdate().executeTakeFirst();
  if (row === undefined) {
    throw batchMissing();
  }
  return row;
}

/** Acts that touch several batches of an office come one after the other: each takes them in the order it finds them. */
export async function lockOffice(tx: Tx, agencyId: string): Promise<void> {
  await oneAtATime(tx, `rosters ${agencyId}`);
}

/** Of whatever agency: the caller knows that it has a part in it. */
export async function lockBatch(tx: Tx, id: string): Promise<BatchRow> {
  const row = await rosterTables(tx)
    .selectFrom('request_batch')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw batchMissing();
  }
  return row;
}

export type BatchChange = Partial<Omit<BatchRow, 'agency_id' | 'id' | 'state'>>;

/** jsonb takes text: the driver would make PostgreSQL arrays of our lists. */
export function asColumns<T extends BatchChange>(set: T): T {
  const columns: Record<string, unknown> = { ...set };
  for (const name of ['findings', 'decisions'] as const) {
    if (columns[name] !== undefined) {
      columns[name] = JSON.stringify(columns[name]);
    }
  }
  // Only the text of the two columns above changed, which the driver writes as it is.
  return columns as T;
}

export async function updateBatch(tx: Tx, context: Context, batch: BatchKey, set: BatchChange): Promise<BatchRow> {
  return rosterTables(tx)
    .updateTable('request_batch')
    .set({ ...asColumns(set), updated_at: context.clock.now() })
    .where('agency_id', '=', batch.agencyId)
    .where('id', '=', batch.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Moves the batch along the table of states; no row means somebody was quicker. */
export async function transitionBatch(
  tx: Tx,
  context: Context,
  batch: BatchKey,
  act: Exclude<BatchAct, 'change'>,
  set: BatchChange = {},
): Promise<BatchRow> {
  const { from, to } = BATCH_TRANSITIONS[act];
  const moved = await rosterTables(tx)
    .updateTable('request_batch')
    .set({ ...asColumns(set), state: to, updated_at: context.clock.now() })
    .where('agency_id', '=', batch.agencyId)
    .where('id', '=', batch.id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw wrongBatchState(await lockBatch(tx, batch.id));
  }
  return moved;
}

export async function addBatchMovement(
  tx: Tx,
  context: Context,
  movement: BatchKey & { kind: string; text: string },
): Promise<void> {
  const at = context.clock.now();
  await rosterTables(tx)
    .insertInto('request_batch_movement')
    .values({
      agency_id: movement.agencyId,
      id: newId(at.getTime()),
      batch_id: movement.id,
      at,
      actor_name: context.subject?.displayName ?? 'Hệ thống',
      kind: movement.kind,
      text: movement.text,
    })
    .execute();
}

/** The one batch of this kind that still collects, locked: two people who press the button at once meet here. */
export async function lockCollecting(tx: Tx, wanted: BatchRow): Promise<BatchRow> {
  await rosterTables(tx)
    .insertInto('request_batch')
    .values(asColumns(wanted))
    .onConflict((on) => on.doNothing())
    .execute();
  return rosterTables(tx)
    .selectFrom('request_batch')
    .selectAll()
    .where('agency_id', '=', wanted.agency_id)
    .where('kind', '=', wanted.kind)
    .where('destination_agency_id', '=', wanted.destination_agency_id)
    .where('campaign_id', wanted.campaign_id === null ? 'is' : '=', wanted.campaign_id)
    .where('state', '=', 'collecting')
    .where('urgent', '=', false)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export function isCertificateKind(kind: RequestKind): boolean {
  return kind.startsWith('cert.');
}
