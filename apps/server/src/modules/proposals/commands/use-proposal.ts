import type { UsedProposal } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import type { z } from 'zod';
import { requestLink } from '#modules/requests';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { startByProposal } from '../hand-overs/start-by-proposal.ts';
import { type ProposalRow, recordProposal } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { proposalPolicies } from '../proposals.policy.ts';
import { assertOpen, factsOf, lockProposal } from '../proposals.store.ts';
import { type Prepared, proposalTables } from '../proposals.tables.ts';
import { prepareRequests } from './prepare-requests.ts';

type Answer = z.input<typeof UsedProposal>;

function answerOf(prepares: readonly Prepared[], on: string): Answer {
  return {
    requests: prepares.flatMap(({ kind, requestId }) =>
      requestId === null ? [] : [{ id: requestId, form: formByKind(kind, on).code, link: requestLink(requestId) }],
    ),
  };
}

async function settle(tx: Tx, context: ActingContext, row: ProposalRow, prepares: Prepared[]): Promise<void> {
  await proposalTables(tx)
    .updateTable('proposal')
    .set({
      // A lost device stays until the authority has revoked it.
      state: row.kind === 'lost_token' ? 'open' : 'used',
      prepares: JSON.stringify(prepares),
      updated_at: context.clock.now(),
    })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'open')
    .execute();
}

/**
 * Makes the drafts a proposal speaks of, or begins its hand-over. Always drafts: a person sends them.
 * @throws AppError 404 `proposals.not_found` · 403 `proposals.use.forbidden` · 409 `proposals.wrong_state`
 */
export async function useProposal(context: ActingContext, id: string): Promise<Answer> {
  const on = todayOf(context);
  return command(context, async (tx) => {
    const row = await lockProposal(tx, context, id);
    // Twins get the state as the answer, not a refusal of the person.
    proposalPolicies.authorize('proposals.use', context.subject, { ...factsOf(row), state: 'open' });
    assertOpen(row);
    if (row.prepares.some(({ requestId }) => requestId !== null)) {
      await recordProposal(tx, context, row, 'used', { requests: row.prepares.map(({ requestId }) => requestId) });
      return answerOf(row.prepares, on);
    }
    if (row.kind === 'hand_over') {
      const link = await startByProposal(tx, context, row);
      await settle(tx, context, row, []);
      await recordProposal(tx, context, row, 'used', { link });
      return { requests: [], link };
    }
    const opened = await prepareRequests(tx, context, row, row.kind);
    const prepares = opened.map(({ kind, id: requestId }) => ({ kind, requestId }));
    await settle(tx, context, row, prepares);
    await recordProposal(tx, context, row, 'used', { requests: prepares.map(({ requestId }) => requestId) });
    return answerOf(prepares, on);
  });
}
