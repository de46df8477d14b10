import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import type { ProposalRow } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { proposalTables } from '../proposals.tables.ts';
import { handOverLink } from './hand-overs.store.ts';
import { findLeaver, orphansOf, reasonOf } from './leavers.ts';
import { beginHandOver } from './start-hand-over.ts';

/** Begun by somebody who did not wait for the sweep. */
async function openHandOverOf(tx: Tx, person: { agencyId: string; personId: string }): Promise<string | undefined> {
  const row = await proposalTables(tx)
    .selectFrom('hand_over')
    .select('id')
    .where('agency_id', '=', person.agencyId)
    .where('person_id', '=', person.personId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return row?.id;
}

/**
 * Begins the hand-over a proposal asks for; reason and last day as the register says now. Answers its link.
 * @throws AppError 409 `proposals.wrong_state` when the person is back or has nothing left
 */
export async function startByProposal(tx: Tx, context: ActingContext, row: ProposalRow): Promise<string> {
  const today = todayOf(context);
  const person = { agencyId: row.agency_id, personId: row.detail.leaverId ?? '' };
  const begun = await openHandOverOf(tx, person);
  if (begun !== undefined) {
    return handOverLink(begun);
  }
  const leaver = await findLeaver(tx, person, today);
  if (leaver === undefined || (await orphansOf(tx, leaver, today)) === '') {
    throw conflict(
      'proposals.wrong_state',
      'Người này đã trở lại làm việc hoặc không còn giữ gì phải bàn giao. Tải lại danh sách đề xuất.',
    );
  }
  const handOver = await beginHandOver(tx, context, {
    personId: leaver.person_id,
    reason: reasonOf(leaver),
    lastDay: leaver.last_day,
    ...(leaver.destination_agency_id !== null && { destinationAgencyId: leaver.destination_agency_id }),
    destinationName: '',
  });
  return handOverLink(handOver.id);
}
