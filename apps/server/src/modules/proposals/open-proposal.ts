import type { ProposalView, RequestKind } from '@congvu/contracts';
import type { Insertable, Selectable } from 'kysely';
import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { consolidatorOf } from '#modules/requests';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { Overtaken } from './overtaken.ts';
import { peopleInRole, todayOf } from './people.ts';
import { type Prepared, type ProposalDetail, type ProposalTables, proposalTables } from './proposals.tables.ts';

export type ProposalRow = Selectable<ProposalTables['proposal']>;

export interface ProposalToOpen {
  agencyId: string;
  kind: ProposalView['kind'];
  /** Once while open, and not again after it was used or dismissed for good. */
  about: string;
  /** What was used does not stand in the way: other things are found each time. */
  again?: boolean;
  sentence: string;
  reason: string;
  dueOn: string | null;
  tone: ProposalView['tone'];
  prepares: readonly (RequestKind | Prepared)[];
  detail?: ProposalDetail;
  personId?: string | null;
  step?: string;
}

/** Where proposals are read; one place, so that several of them are one line among the notices. */
export const PROPOSALS_LINK = '/de-xuat';

// A request that was withdrawn or refused settles nothing: then the matter is proposed again.
const STANDS_IN_THE_WAY = `
  select 1 from proposal where agency_id = $1 and kind = $2 and about = $3 and (
    state = 'open'
    or (state = 'dismissed' and (dismissed_until is null or dismissed_until >= $4))
    or (state = 'used' and not $5 and (jsonb_array_length(prepares) = 0 or exists (
      select 1 from jsonb_array_elements(prepares) prepared
      left join request on request.id = (prepared ->> 'requestId')::uuid
      where request.id is null or request.state not in ('withdrawn', 'refused'))))
  ) limit 1`;

function preparedOf(prepares: ProposalToOpen['prepares']): Prepared[] {
  return prepares.map((part) => (typeof part === 'string' ? { kind: part, requestId: null } : part));
}

async function insert(tx: Tx, row: Insertable<ProposalTables['proposal']>): Promise<ProposalRow | undefined> {
  return proposalTables(tx)
    .insertInto('proposal')
    .values(row)
    .onConflict((on) => on.columns(['agency_id', 'kind', 'about']).where('state', '=', 'open').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/**
 * Undefined when it stands already, was used, or was put off. Of two processes one gets the row.
 * @throws Overtaken in the other
 */
export async function openProposal(tx: Tx, context: Context, given: ProposalToOpen): Promise<ProposalRow | undefined> {
  const known = await rawQuery(tx, STANDS_IN_THE_WAY, [
    given.agencyId,
    given.kind,
    given.about,
    todayOf(context),
    given.again ?? false,
  ]);
  if (known.length > 0) {
    return undefined;
  }
  const now = context.clock.now();
  const row = await insert(tx, {
    agency_id: given.agencyId,
    id: newId(now.getTime()),
    kind: given.kind,
    about: given.about,
    sentence: given.sentence,
    reason: given.reason,
    due_on: given.dueOn,
    tone: given.tone,
    prepares: JSON.stringify(preparedOf(given.prepares)),
    detail: JSON.stringify(given.detail ?? {}),
    consolidator_agency_id: await consolidatorOf(tx, given.agencyId),
    person_id: given.personId ?? null,
    step: given.step ?? '',
    state: 'open',
    dismissed_until: null,
    dismissed_reason: null,
    created_at: now,
    updated_at: now,
  });
  if (row === undefined) {
    throw new Overtaken();
  }
  await recordProposal(tx, context, row, 'opened', { about: row.about, step: row.step });
  return row;
}

export async function recordProposal(
  tx: Tx,
  context: Context,
  row: ProposalRow,
  verb: 'opened' | 'told' | 'changed' | 'used' | 'dismissed' | 'closed',
  detail: Record<string, unknown>,
): Promise<void> {
  await record(tx, context, {
    action: `proposals.${verb}`,
    agencyId: row.agency_id,
    objectKind: 'proposal',
    objectId: row.id,
    detail: { kind: row.kind, ...detail },
  });
  for (const agencyId of new Set([row.agency_id, row.consolidator_agency_id])) {
    await publish(tx, { topic: 'proposals', agencyId, ids: [row.id] });
  }
}

/** The clerks of the agency and whom it concerns; the head as well where it has come so far. */
export async function tellOf(
  tx: Tx,
  context: Context,
  row: ProposalRow,
  options: { head?: boolean } = {},
): Promise<void> {
  const on = todayOf(context);
  const roles = options.head === true ? (['clerk', 'leader'] as const) : (['clerk'] as const);
  const office = await peopleInRole(tx, { agencyId: row.agency_id, roles, on });
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: row.person_id === null ? office : [...office, row.person_id],
    kind: `proposals.${row.kind}`,
    text: row.sentence,
    link: `${PROPOSALS_LINK}?kind=${row.kind}`,
    reason: options.head === true ? 'Thủ trưởng, văn thư cơ quan' : 'Văn thư cơ quan',
  });
}

/** Ends an open proposal that has become needless or has been fulfilled. @throws Overtaken when somebody was quicker */
export async function closeProposal(
  tx: Tx,
  context: Context,
  row: ProposalRow,
  end: { state: 'used' | 'dismissed'; why: string },
): Promise<void> {
  const closed = await proposalTables(tx)
    .updateTable('proposal')
    .set({ state: end.state, dismissed_reason: end.why, dismissed_until: null, updated_at: context.clock.now() })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  if (closed === undefined) {
    throw new Overtaken();
  }
  await recordProposal(tx, context, row, 'closed', { state: end.state, why: end.why });
}
