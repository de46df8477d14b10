import type { DismissProposal, ProposalView } from '@congvu/contracts';
import type { z } from 'zod';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { recordProposal } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { proposalPolicies } from '../proposals.policy.ts';
import { presentProposal } from '../proposals.presenter.ts';
import { assertOpen, factsOf, lockProposal } from '../proposals.store.ts';
import { proposalTables } from '../proposals.tables.ts';

/** Not needed, with the reason; until a day it comes back after that day. */
export async function dismissProposal(
  context: ActingContext,
  id: string,
  body: z.output<typeof DismissProposal>,
): Promise<z.input<typeof ProposalView>> {
  const on = todayOf(context);
  if (body.until !== undefined && body.until <= on) {
    const message = `Ngày nhắc lại phải sau hôm nay (${printDay(on)}).`;
    throw invalid('proposals.last_day', message, [{ path: 'until', message }]);
  }
  return command(context, async (tx) => {
    const row = await lockProposal(tx, context, id);
    proposalPolicies.authorize('proposals.dismiss', context.subject, { ...factsOf(row), state: 'open' });
    assertOpen(row);
    const set = {
      state: 'dismissed' as const,
      dismissed_reason: body.reason,
      dismissed_until: body.until ?? null,
      updated_at: context.clock.now(),
    };
    await proposalTables(tx)
      .updateTable('proposal')
      .set(set)
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', id)
      .where('state', '=', 'open')
      .execute();
    await recordProposal(tx, context, row, 'dismissed', { reason: body.reason, until: body.until ?? null });
    return presentProposal({ ...row, ...set }, context.subject, on);
  });
}
