import type { Insertable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { oneAtATime } from '../../platform/sql.ts';
import { REQUEST_STATE_LABELS, REQUEST_TRANSITIONS, type RequestAct } from './amendments.states.ts';
import { type AmendmentTables, amendmentTables, type RequestEffect, type RequestRow } from './amendments.tables.ts';

/** Undefined when the very same request is here already: the same message, the same letter, or one that is still open. */
export async function insertRequest(
  tx: Tx,
  row: Insertable<AmendmentTables['amendment_request']>,
): Promise<RequestRow | undefined> {
  return amendmentTables(tx)
    .insertInto('amendment_request')
    .values(row)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** About one document, oldest first. */
export async function listRequests(db: Db | Tx, target: { agencyId: string; id: string }): Promise<RequestRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment_request')
    .selectAll()
    .where('target_agency_id', '=', target.agencyId)
    .where('target_id', '=', target.id)
    .orderBy('id')
    .execute();
}

/** What a letter that came asks for, document by document. */
export async function listRequestsOfLetter(db: Db | Tx, agencyId: string, letterId: string): Promise<RequestRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment_request')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('letter_id', '=', letterId)
    .orderBy('id')
    .execute();
}

export async function pageWaiting(db: Db | Tx, agencyId: string, limit: number): Promise<RequestRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment_request')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'waiting')
    .orderBy('answer_by')
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function countWaiting(db: Db | Tx, agencyId: string): Promise<number> {
  const row = await amendmentTables(db)
    .selectFrom('amendment_request')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function missing() {
  return notFound('amendments.request_not_found', 'Không tìm thấy yêu cầu này. Tải lại trang văn bản đến.');
}

export async function getRequest(db: Db | Tx, agencyId: string, id: string): Promise<RequestRow> {
  const row = await amendmentTables(db)
    .selectFrom('amendment_request')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** One at a time asks or answers about a document: several requests about one are settled together. */
export async function lockTarget(tx: Tx, targetId: string): Promise<void> {
  await oneAtATime(tx, `amendments ${targetId}`);
}

export async function lockRequest(tx: Tx, agencyId: string, id: string): Promise<RequestRow> {
  const row = await amendmentTables(tx)
    .selectFrom('amendment_request')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

export interface Answer {
  at: Date;
  by: string;
  note: string;
  effect?: RequestEffect;
}

export function alreadyAnswered(row: Pick<RequestRow, 'state'>) {
  return conflict(
    'amendments.wrong_state',
    `Yêu cầu này đã có kết quả "${REQUEST_STATE_LABELS[row.state]}". Tải lại để xem.`,
  );
}

/** The conditional UPDATE of an answer; no row means that somebody has answered. */
export async function answerRequest(tx: Tx, row: RequestRow, act: RequestAct, answer: Answer): Promise<RequestRow> {
  const moved = await amendmentTables(tx)
    .updateTable('amendment_request')
    .set({
      state: REQUEST_TRANSITIONS[act],
      answered_at: answer.at,
      answered_by: answer.by,
      answer_note: answer.note,
      ...(answer.effect !== undefined && { effect: JSON.stringify(answer.effect) }),
    })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw alreadyAnswered(row);
  }
  return moved;
}
