import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { ChangeRow } from './secondperson.store.ts';

type Step = 'proposed' | 'agreed' | 'refused' | 'withdrawn' | 'lapsed' | 'used';

/** The whole of it in every leaf: an auditor reads one line, not four. */
export async function leaveTrace(tx: Tx, context: Context, row: ChangeRow, step: Step): Promise<void> {
  await record(tx, context, {
    action: `secondperson.${step}`,
    agencyId: row.agency_id,
    objectKind: 'guarded_change',
    objectId: row.id,
    detail: {
      number: row.number,
      kind: row.kind,
      title: row.title,
      lines: row.lines,
      reason: row.reason,
      proposedBy: row.proposer_name,
      ...(row.decider_name !== null && { decidedBy: row.decider_name, decisionReason: row.decision_reason }),
    },
  });
}
