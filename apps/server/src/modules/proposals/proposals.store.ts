import type { ProposalView } from '@congvu/contracts';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import type { ProposalRow } from './open-proposal.ts';
import { type ProposalFacts, proposalPolicies } from './proposals.policy.ts';
import { proposalTables } from './proposals.tables.ts';

export function factsOf(row: ProposalRow): ProposalFacts {
  return {
    agencyId: row.agency_id,
    consolidatorAgencyId: row.consolidator_agency_id,
    personId: row.person_id,
    kind: row.kind,
    state: row.state,
  };
}

export function proposalMissing() {
  return notFound('proposals.not_found', 'Không tìm thấy đề xuất này. Tải lại danh sách đề xuất.');
}

/** Locked for this transaction; what the subject may not read does not exist. */
export async function lockProposal(tx: Tx, context: ActingContext, id: string): Promise<ProposalRow> {
  const row = await proposalTables(tx)
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('agency_id', '=', context.subject.agencyId),
        where('consolidator_agency_id', '=', context.subject.agencyId),
      ]),
    )
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || !proposalPolicies.decide('proposals.read', context.subject, factsOf(row)).allowed) {
    throw proposalMissing();
  }
  return row;
}

export function assertOpen(row: Pick<ProposalRow, 'state'>): void {
  if (row.state !== 'open') {
    throw conflict(
      'proposals.wrong_state',
      `Đề xuất này ${row.state === 'used' ? 'đã được dùng' : 'đã được bỏ qua'}. Tải lại danh sách đề xuất.`,
    );
  }
}

/** Every open proposal of these kinds, of all agencies: what a sweep compares with what it finds. */
export async function listOpen(db: Db | Tx, kinds: readonly ProposalView['kind'][]): Promise<ProposalRow[]> {
  return proposalTables(db)
    .selectFrom('proposal')
    .selectAll()
    .where('state', '=', 'open')
    .where('kind', 'in', [...kinds])
    .orderBy('agency_id')
    .orderBy('id')
    .execute();
}
