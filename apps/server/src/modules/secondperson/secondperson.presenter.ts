import type { GuardedChange, GuardedState } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { type ChangeFacts, secondPersonPolicies } from './secondperson.policy.ts';
import type { ChangeRow } from './secondperson.store.ts';

const STATES: Record<GuardedState, string> = {
  waiting: 'Chờ người thứ hai',
  agreed: 'Đã đồng ý, đã thực hiện',
  refused: 'Không được đồng ý',
  withdrawn: 'Người đề nghị đã rút',
  lapsed: 'Hết hạn chờ',
};

function stateLabel(row: ChangeRow, atMachine: boolean, now: Date): string {
  if (row.state !== 'agreed' || !atMachine || row.used_at !== null) {
    return STATES[row.state];
  }
  return row.expires_at > now ? 'Đã đồng ý, chờ thực hiện ở máy chủ' : 'Đã đồng ý nhưng quá hạn thực hiện';
}

export function presentChange(
  row: ChangeRow & { agency_name: string },
  at: { subject: Subject; facts: ChangeFacts; atMachine: boolean; now: Date },
): GuardedChange {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    title: row.title,
    lines: row.lines,
    agencyName: row.agency_name,
    reason: row.reason,
    state: row.state,
    stateLabel: stateLabel(row, at.atMachine, at.now),
    proposedBy: row.proposer_name,
    proposedAt: row.proposed_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy: row.decider_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decisionReason: row.decision_reason,
    atMachine: at.atMachine,
    usedAt: row.used_at?.toISOString() ?? null,
    abilities: secondPersonPolicies.abilities(at.subject, at.facts),
  };
}
