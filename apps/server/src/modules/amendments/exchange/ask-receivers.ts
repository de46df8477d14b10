import { type ChangeKind, type DispatchRow, queueToReceivers, setChange } from '#modules/interchange';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { holdsLetter, isRecalling } from '../amendments.states.ts';
import { insertReceivers, lockAsked } from '../amendments.store.ts';
import type { AmendmentRow, ReceiverRow } from '../amendments.tables.ts';

/** The word of a receiver comes back by the exchange; whoever only has the paper is asked by the paper. */
export function hasOnlyPaper(row: DispatchRow): boolean {
  return row.carrier === null || (row.on_paper && row.state === 'sent');
}

function hasPaper(row: DispatchRow): boolean {
  return row.on_paper || row.paper === 'sent';
}

export function changeKindOf(kind: AmendmentRow['kind']): ChangeKind {
  if (kind === 'update' || kind === 'replace') {
    return kind;
  }
  return 'recall';
}

function isAsked(row: DispatchRow): boolean {
  return row.change === 'requested' && row.change_kind === 'recall';
}

/** Receivers that have the letter and of whom nothing is asked that they have not answered. */
export function askableRows(rows: readonly DispatchRow[]): DispatchRow[] {
  return rows.filter((row) => holdsLetter(row.state) && !isAsked(row));
}

/** Those the letter is still on its way to as well: it reaches them, and what is asked comes behind it. */
export function reachedRows(rows: readonly DispatchRow[]): DispatchRow[] {
  return rows.filter((row) => holdsLetter(row.state) || row.state === 'queued');
}

/** Of those, whoever was not asked to give it back yet. */
export function unaskedRows(rows: readonly DispatchRow[]): DispatchRow[] {
  return reachedRows(rows).filter((row) => !isAsked(row));
}

interface Asking {
  reason: string;
  /** `status`: 13 goes out; `letter`: the letter that amends is the asking. */
  via: 'status' | 'letter';
}

function firstRound(at: Date, { reason, via }: Asking) {
  const round = { round: 1, askedAt: at.toISOString(), reason, answer: null, answeredAt: null, note: '' };
  return JSON.stringify([{ ...round, byStatus: via === 'status' }]);
}

export function receiverRow(amendment: AmendmentRow, row: DispatchRow) {
  const recalling = isRecalling(amendment.kind);
  return {
    agency_id: amendment.agency_id,
    amendment_id: amendment.id,
    dispatch_id: row.id,
    receiver_agency_id: row.receiver_agency_id,
    receiver_name: row.receiver_name,
    receiver_code: row.receiver_code,
    sort_order: row.sort_order,
    state: hasOnlyPaper(row) ? ('on_paper' as const) : ('asked' as const),
    rounds: '[]',
    paper: recalling && hasPaper(row) ? ('due' as const) : ('none' as const),
    paper_back_on: null,
    paper_note: '',
  };
}

/** How often 13 went to this receiver about this letter: each is a message of its own. */
export function statusRounds(asked: readonly Pick<ReceiverRow, 'rounds'>[]): number {
  return asked.flatMap(({ rounds }) => rounds).filter(({ byStatus }) => byStatus === true).length;
}

export async function sendTakeBack(
  tx: Tx,
  context: Context,
  asked: { agencyId: string; documentId: string; dispatchIds: readonly string[]; reason: string },
): Promise<void> {
  const { agencyId, documentId, reason } = asked;
  const byRound = new Map<number, string[]>();
  for (const dispatchId of asked.dispatchIds) {
    const round = statusRounds(await lockAsked(tx, agencyId, dispatchId));
    byRound.set(round, [...(byRound.get(round) ?? []), dispatchId]);
  }
  for (const [round, dispatchIds] of byRound) {
    await queueToReceivers(tx, context, { agencyId, documentId, dispatchIds, code: '13', note: reason, round });
  }
}

/**
 * Asks those who have the letter: their dispatches say "requested", 13 goes out unless a letter asks. Answers how many were asked over
 * the exchange and how many have paper alone.
 */
export async function askReceivers(
  tx: Tx,
  context: Context,
  amendment: AmendmentRow,
  dispatches: readonly DispatchRow[],
  asking: Asking,
): Promise<{ asked: number; onPaper: number }> {
  const at = context.clock.now();
  const rows = dispatches.map((row) => ({ ...receiverRow(amendment, row), rounds: firstRound(at, asking) }));
  await insertReceivers(tx, rows);
  const { agency_id: agencyId, target_id: documentId } = amendment;
  await setChange(tx, context, {
    agencyId,
    dispatchIds: rows.map((row) => row.dispatch_id),
    change: 'requested',
    kind: changeKindOf(amendment.kind),
    note: asking.reason,
  });
  const asked = rows.filter((row) => row.state === 'asked').map((row) => row.dispatch_id);
  if (asking.via === 'status') {
    await sendTakeBack(tx, context, { agencyId, documentId, dispatchIds: asked, reason: asking.reason });
  }
  return { asked: asked.length, onPaper: rows.length - asked.length };
}
