import type { Insertable, Selectable, Updateable } from 'kysely';
import { record } from '#modules/audit';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { type ProposalTables, proposalTables } from '../proposals.tables.ts';
import { type HandOverFacts, handOverPolicies } from './hand-overs.policy.ts';

export type HandOverRow = Selectable<ProposalTables['hand_over']>;

export function handOverLink(id: string): string {
  return `/ban-giao/${id}`;
}

export function handOverFacts(row: HandOverRow): HandOverFacts {
  return { agencyId: row.agency_id, personId: row.person_id, state: row.state };
}

function visible(context: ActingContext, row: HandOverRow | undefined): HandOverRow {
  if (
    row === undefined ||
    !handOverPolicies.decide('proposals.read_hand_over', context.subject, handOverFacts(row)).allowed
  ) {
    throw notFound('proposals.not_found', 'Không tìm thấy cuộc bàn giao này. Tải lại danh sách bàn giao.');
  }
  return row;
}

export async function getHandOver(db: Db | Tx, context: ActingContext, id: string): Promise<HandOverRow> {
  const row = await proposalTables(db)
    .selectFrom('hand_over')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return visible(context, row);
}

export async function lockHandOver(tx: Tx, context: ActingContext, id: string): Promise<HandOverRow> {
  const row = await proposalTables(tx)
    .selectFrom('hand_over')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return visible(context, row);
}

export const HAND_OVER_STATES: Record<HandOverRow['state'], string> = {
  open: 'Đang bàn giao',
  finished: 'Đã bàn giao xong',
  cancelled: 'Đã hủy',
};

export function assertHandOverOpen(row: HandOverRow): void {
  if (row.state !== 'open') {
    throw conflict(
      'proposals.wrong_state',
      `Cuộc bàn giao của ${row.person_name}: ${HAND_OVER_STATES[row.state].toLowerCase()}. Tải lại trang.`,
    );
  }
}

/** Undefined when the person has an open one: of twins one gets the row. */
export async function insertHandOver(
  tx: Tx,
  row: Insertable<ProposalTables['hand_over']>,
): Promise<HandOverRow | undefined> {
  return proposalTables(tx)
    .insertInto('hand_over')
    .values(row)
    .onConflict((on) => on.columns(['agency_id', 'person_id']).where('state', '=', 'open').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** The caller holds the row. */
export async function updateHandOver(
  tx: Tx,
  context: Context,
  row: Pick<HandOverRow, 'agency_id' | 'id'>,
  set: Updateable<ProposalTables['hand_over']>,
): Promise<HandOverRow> {
  return proposalTables(tx)
    .updateTable('hand_over')
    .set({ ...set, updated_at: context.clock.now() })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function recordHandOver(
  tx: Tx,
  context: Context,
  row: HandOverRow,
  verb: 'started' | 'settled' | 'finished' | 'cancelled' | 'suspended',
  detail: Record<string, unknown>,
): Promise<void> {
  await record(tx, context, {
    action: `proposals.hand_over_${verb}`,
    agencyId: row.agency_id,
    objectKind: 'hand_over',
    objectId: row.id,
    detail,
  });
  await publish(tx, { topic: 'proposals', agencyId: row.agency_id, ids: [row.id] });
}
