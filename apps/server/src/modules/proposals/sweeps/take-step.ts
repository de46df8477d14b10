import type { Updateable } from 'kysely';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { ProposalRow } from '../open-proposal.ts';
import { Overtaken } from '../overtaken.ts';
import { type ProposalTables, proposalTables } from '../proposals.tables.ts';

/** Changes an open proposal by a conditional update: of two processes one takes the step. @throws Overtaken in the other */
export async function takeStep(
  tx: Tx,
  { clock }: Context,
  open: ProposalRow,
  change: Updateable<ProposalTables['proposal']>,
): Promise<ProposalRow> {
  const taken = await proposalTables(tx)
    .updateTable('proposal')
    .set({ ...change, updated_at: clock.now() })
    .where('agency_id', '=', open.agency_id)
    .where('id', '=', open.id)
    .where('state', '=', 'open')
    .where('step', '=', open.step)
    .returningAll()
    .executeTakeFirst();
  if (taken === undefined) {
    throw new Overtaken();
  }
  return taken;
}
