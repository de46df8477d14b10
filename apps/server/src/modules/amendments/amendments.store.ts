import type { ConsentRule } from '@congvu/contracts';
import type { Insertable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { AMENDMENT_STATE_LABELS, AMENDMENT_TRANSITIONS, type AmendmentAct } from './amendments.states.ts';
import {
  type AmendmentRow,
  type AmendmentTables,
  amendmentTables,
  type KeptRound,
  type ReceiverRow,
} from './amendments.tables.ts';

export async function insertAmendment(tx: Tx, row: AmendmentRow): Promise<void> {
  await amendmentTables(tx).insertInto('amendment').values(row).execute();
}

export async function listAmendments(db: Db | Tx, agencyId: string, targetId: string): Promise<AmendmentRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('target_id', '=', targetId)
    .orderBy('id', 'desc')
    .execute();
}

/** What a letter of ours amends. */
export async function listByLetter(db: Db | Tx, agencyId: string, amendingId: string): Promise<AmendmentRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('amending_id', '=', amendingId)
    .orderBy('id')
    .execute();
}

export async function listAwaitingConsent(db: Db | Tx, agencyId: string, limit: number): Promise<AmendmentRow[]> {
  return amendmentTables(db)
    .selectFrom('amendment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'awaiting_consent')
    .orderBy('id')
    .limit(limit)
    .execute();
}

function missing() {
  return notFound('amendments.not_found', 'Không tìm thấy yêu cầu này. Tải lại trang văn bản.');
}

function oneAmendment(db: Db | Tx, agencyId: string, id: string) {
  return amendmentTables(db).selectFrom('amendment').selectAll().where('agency_id', '=', agencyId).where('id', '=', id);
}

export async function getAmendment(db: Db | Tx, agencyId: string, id: string): Promise<AmendmentRow> {
  const row = await oneAmendment(db, agencyId, id).executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

export async function lockAmendment(tx: Tx, agencyId: string, id: string): Promise<AmendmentRow> {
  const row = await oneAmendment(tx, agencyId, id).forUpdate().executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** The conditional UPDATE of an act; no row means that somebody was quicker. */
export async function transitionAmendment(
  tx: Tx,
  row: AmendmentRow,
  act: AmendmentAct,
  set: Partial<AmendmentRow> = {},
): Promise<AmendmentRow> {
  const { from, to } = AMENDMENT_TRANSITIONS[act];
  const moved = await amendmentTables(tx)
    .updateTable('amendment')
    .set({ ...set, state: to })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw conflict(
      'amendments.wrong_state',
      `Yêu cầu đang ở bước "${AMENDMENT_STATE_LABELS[row.state]}" nên không làm được việc này. Tải lại để xem.`,
    );
  }
  return moved;
}

export async function insertReceivers(
  tx: Tx,
  rows: readonly Insertable<AmendmentTables['amendment_receiver']>[],
): Promise<void> {
  if (rows.length > 0) {
    await amendmentTables(tx).insertInto('amendment_receiver').values(rows).execute();
  }
}

export async function listReceivers(
  db: Db | Tx,
  agencyId: string,
  amendmentIds: readonly string[],
): Promise<ReceiverRow[]> {
  return amendmentIds.length === 0
    ? []
    : amendmentTables(db)
        .selectFrom('amendment_receiver')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('amendment_id', 'in', amendmentIds)
        .orderBy('sort_order')
        .execute();
}

/** Everything ever asked of one receiver about one letter, newest amendment first, locked. */
export async function lockAsked(
  tx: Tx,
  agencyId: string,
  dispatchId: string,
): Promise<(ReceiverRow & Pick<AmendmentRow, 'kind' | 'amending_id' | 'target_id'>)[]> {
  return amendmentTables(tx)
    .selectFrom('amendment_receiver as receiver')
    .innerJoin('amendment', (join) =>
      join.onRef('amendment.agency_id', '=', 'receiver.agency_id').onRef('amendment.id', '=', 'receiver.amendment_id'),
    )
    .selectAll('receiver')
    .select(['amendment.kind', 'amendment.amending_id', 'amendment.target_id'])
    .where('receiver.agency_id', '=', agencyId)
    .where('receiver.dispatch_id', '=', dispatchId)
    .orderBy('receiver.amendment_id', 'desc')
    .forUpdate('receiver')
    .execute();
}

type ReceiverChange = Partial<Omit<ReceiverRow, 'rounds' | 'agency_id' | 'amendment_id' | 'dispatch_id'>> & {
  rounds?: KeptRound[];
};

export async function changeReceiver(
  tx: Tx,
  key: Pick<ReceiverRow, 'agency_id' | 'amendment_id' | 'dispatch_id'>,
  { rounds, ...set }: ReceiverChange,
): Promise<void> {
  await amendmentTables(tx)
    .updateTable('amendment_receiver')
    .set({ ...set, ...(rounds !== undefined && { rounds: JSON.stringify(rounds) }) })
    .where('agency_id', '=', key.agency_id)
    .where('amendment_id', '=', key.amendment_id)
    .where('dispatch_id', '=', key.dispatch_id)
    .execute();
}

/** The tick of the paper: true for whoever made it, false for the twin. */
export async function takePaperBack(
  tx: Tx,
  key: Pick<ReceiverRow, 'agency_id' | 'amendment_id' | 'dispatch_id'>,
  back: { on: string; note: string },
): Promise<boolean> {
  const moved = await amendmentTables(tx)
    .updateTable('amendment_receiver')
    .set({ paper: 'back', paper_back_on: back.on, paper_note: back.note })
    .where('agency_id', '=', key.agency_id)
    .where('amendment_id', '=', key.amendment_id)
    .where('dispatch_id', '=', key.dispatch_id)
    .where('paper', '=', 'due')
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Once a receiver has the letter in its book, taking it back touches the work of others: a leader agrees first. */
const DEFAULT_RULE: ConsentRule = 'after_registration';

export async function readConsentRule(db: Db | Tx, agencyId: string): Promise<ConsentRule> {
  const row = await amendmentTables(db)
    .selectFrom('amendment_setting')
    .select('consent_rule')
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return row?.consent_rule ?? DEFAULT_RULE;
}

export async function saveConsentRule(tx: Tx, agencyId: string, rule: ConsentRule): Promise<void> {
  await amendmentTables(tx)
    .insertInto('amendment_setting')
    .values({ agency_id: agencyId, consent_rule: rule })
    .onConflict((clash) => clash.column('agency_id').doUpdateSet({ consent_rule: rule }))
    .execute();
}
