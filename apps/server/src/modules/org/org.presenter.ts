import type { AgencyEventView, AgencyLine, DelegationView, PersonView, PositionTerm } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { abilitiesFor } from './org.policy.ts';
import { agencyState, DELEGATION_STATE_LABELS, delegationState, positionState } from './org.states.ts';
import type { AgencyEventDetail, OrgTables, SigningCapacity } from './org.tables.ts';

const MASK = '•';
const SHOWN = 3;

/** All but the last three characters covered: enough to tell two people apart, too little to misuse. */
export function maskIdentity(value: string): string {
  return value.length <= SHOWN ? value : `${MASK.repeat(value.length - SHOWN)}${value.slice(-SHOWN)}`;
}

export interface AgencyLineRow extends Omit<AgencyLine, 'state'> {}

export function presentAgencyLine(row: AgencyLineRow, today: string): AgencyLine {
  return { ...row, state: agencyState(row, today) };
}

export interface EventRow {
  id: string;
  kind: AgencyEventView['kind'];
  agencyId: string;
  successorId: string | null;
  effectiveOn: string;
  basis: string;
  detail: AgencyEventDetail;
}

function tell({ kind, detail }: EventRow): string {
  const { agencyName, successorName, names } = detail;
  switch (kind) {
    case 'rename':
      return `${agencyName} đổi tên thành ${names?.name ?? ''}`;
    case 'merge':
      return `${agencyName} nhập vào ${successorName ?? ''}`;
    case 'split':
      return `Chia ${agencyName}, lập ${successorName ?? ''}`;
    case 'dissolve':
      return successorName === null
        ? `Giải thể ${agencyName}`
        : `Giải thể ${agencyName}, nhiệm vụ chuyển về ${successorName}`;
  }
}

export function presentEvent(row: EventRow, today: string): AgencyEventView {
  const { id, kind, agencyId, successorId, effectiveOn, basis, detail } = row;
  return {
    id,
    kind,
    agencyId,
    agencyName: detail.agencyName,
    successorId,
    successorName: detail.successorName,
    effectiveOn,
    basis,
    text: tell(row),
    inForce: effectiveOn <= today,
  };
}

export type PositionTermRow = Omit<PositionTerm, 'state'> & { personId: string };

export function presentPerson(
  subject: Subject,
  person: OrgTables['org_person'] & { agencyName: string },
  positions: readonly PositionTermRow[],
  today: string,
): PersonView {
  const left = person.left_on !== null;
  return {
    id: person.id,
    agencyId: person.agency_id,
    agencyName: person.agencyName,
    fullName: person.full_name,
    code: person.code ?? null,
    staffKind: person.staff_kind,
    bornOn: person.born_on,
    email: person.email,
    phone: person.phone,
    identityNumber: maskIdentity(person.identity_number),
    leftOn: person.left_on,
    leaveReason: person.leave_reason,
    positions: positions.map(({ personId: _personId, ...term }) => ({ ...term, state: positionState(term, today) })),
    abilities: abilitiesFor(subject, left, ['org.edit_person', 'org.edit_position']),
  };
}

export const CAPACITY_LABELS: Record<SigningCapacity, string> = {
  TM: 'Thay mặt (TM.)',
  KT: 'Ký thay (KT.)',
  TL: 'Ký thừa lệnh (TL.)',
  TUQ: 'Ký thừa ủy quyền (TUQ.)',
  Q: 'Quyền người đứng đầu (Q.)',
};

export type DelegationRow = Omit<
  DelegationView,
  'capacityLabel' | 'state' | 'stateLabel' | 'abilities' | 'revokedAt'
> & { revokedAt: Date | null; holderValidTo: string | null };

export function presentDelegation(subject: Subject, row: DelegationRow, today: string): DelegationView {
  const { holderValidTo, revokedAt, ...view } = row;
  const state = delegationState({ ...view, holderValidTo, revokedAt }, today);
  return {
    ...view,
    capacityLabel: CAPACITY_LABELS[view.capacity],
    revokedAt: revokedAt?.toISOString() ?? null,
    state,
    stateLabel: DELEGATION_STATE_LABELS[state],
    abilities: abilitiesFor(subject, state === 'ended' || state === 'revoked', ['org.revoke_delegation']),
  };
}
