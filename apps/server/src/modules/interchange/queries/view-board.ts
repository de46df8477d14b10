import { type DeliveryBoard, DeliveryState } from '@congvu/contracts';
import type { z } from 'zod';
import { maySeeOutgoing } from '#modules/outgoing';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { listDispatches } from '../dispatch.store.ts';
import { type LoadCalendar, loadLateness } from '../interchange.calendar.ts';
import { lateReason } from '../interchange.lateness.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { countDeliveryStates, dispatchAbilities, presentDelivery, wayOf } from '../interchange.presenter.ts';
import { DELIVERY_STATE } from '../interchange.states.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import { listEventsByDispatch } from './deliveries.ts';

type Board = z.infer<typeof DeliveryBoard>;

function countByState(rows: readonly DispatchRow[]): Board['byState'] {
  const states = DeliveryState.options.map((state) => [
    state,
    rows.filter((row) => DELIVERY_STATE[row.state] === state).length,
  ]);
  // One entry a state by construction.
  return Object.fromEntries(states) as Board['byState'];
}

/** The board of one letter: who has it, how far each has come, who is late by QĐ 28/2018. */
export async function viewBoard(
  context: ActingContext,
  documentId: string,
  loadCalendar: LoadCalendar,
): Promise<Board> {
  const { db, subject } = context;
  const { agencyId } = subject;
  dispatchPolicies.authorize('interchange.board', subject, {
    agencyId,
    state: 'sent',
    onPaper: false,
    isSettled: false,
    readsDocument: await maySeeOutgoing(db, subject, documentId),
  });
  const rows = await listDispatches(db, agencyId, documentId);
  const [first] = rows;
  if (first === undefined) {
    throw notFound('interchange.dispatch_not_found', 'Văn bản này chưa gửi cho cơ quan nào.');
  }
  const ids = rows.map((row) => row.id);
  const [events, { limits }] = await Promise.all([
    listEventsByDispatch(db, agencyId, ids),
    loadLateness(context, loadCalendar),
  ]);
  const receivers = rows.map((row) => {
    const reason = row.settled_at === null ? lateReason(row, limits) : '';
    return {
      ...presentDelivery(row, events.get(row.id) ?? []),
      dispatchId: row.id,
      late: reason !== '',
      lateReason: reason,
      errorCode: row.error_code,
      way: wayOf(row),
      paper: row.paper,
      abilities: dispatchAbilities(subject, row),
    };
  });
  return {
    documentId,
    numberSymbol: first.number_symbol,
    abstract: first.abstract,
    dueOn: first.due_on,
    counts: countDeliveryStates(rows.map(({ state }) => ({ state, count: 1 }))),
    byState: countByState(rows),
    late: receivers.filter((receiver) => receiver.late).length,
    receivers,
  };
}
