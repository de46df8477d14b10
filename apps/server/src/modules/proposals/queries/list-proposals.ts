import type { ProposalPage, ProposalQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ProposalRow } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { proposalDeskPolicies, seesAgency } from '../proposals.policy.ts';
import { presentProposal } from '../proposals.presenter.ts';

/** A day after all others: what has no day comes last. */
const LAST_DAY = '9999-12-31';

/** What the subject may read: the agency's, the own, and as focal person those of the agencies that are guided. */
export const VISIBLE = `(
  (agency_id = $1 and ($2 or person_id = $3)) or ($4 and consolidator_agency_id = $1 and kind <> 'hand_over')
)`;

export function visibleTo({ subject }: ActingContext): unknown[] {
  return [subject.agencyId, seesAgency(subject), subject.personId, hasRole(subject, 'focal')];
}

async function countKinds(context: ActingContext, state: string): Promise<Record<string, number>> {
  const rows = await rawQuery<{ kind: string; n: number }>(
    context.db,
    `select kind, count(*)::int as n from proposal where ${VISIBLE} and state = $5 group by kind`,
    [...visibleTo(context), state],
  );
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
}

export async function listProposals(
  context: ActingContext,
  query: ProposalQuery,
): Promise<z.input<typeof ProposalPage>> {
  proposalDeskPolicies.authorize('proposals.list', context.subject, null);
  const after = readCursor(query.cursor, ['date', 'uuid']);
  const rows = await rawQuery<ProposalRow>(
    context.db,
    `select * from proposal
     where ${VISIBLE} and state = $5 and ($6::text is null or kind = $6)
       and ($7::text is null or (coalesce(due_on, '${LAST_DAY}'), id) > ($7::date, $8::uuid))
     order by coalesce(due_on, '${LAST_DAY}'), id limit $9`,
    [...visibleTo(context), query.state, query.kind ?? null, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const on = todayOf(context);
  return {
    items: shown.map((row) => presentProposal(row, context.subject, on)),
    nextCursor: last === undefined ? null : writeCursor([last.due_on ?? LAST_DAY, last.id]),
    counts: await countKinds(context, query.state),
  };
}
