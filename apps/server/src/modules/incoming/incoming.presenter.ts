import type { AssignmentRole, DeadlineView, IncomingListItem, IncomingState } from '@congvu/contracts';
import { type PresentingDay, presentDeadline, ROLE_LABELS } from '#modules/tasks';
import { hasRole, type Subject } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import { type IncomingFacts, incomingPolicies } from './incoming.policy.ts';
import { INCOMING_STATE_LABELS, SOURCE_LABELS } from './incoming.states.ts';
import type { IncomingRow } from './incoming.store.ts';
import type { ListRow } from './queries/list-rows.ts';

type Chip = IncomingListItem['chip'];

export function deadlineOf(
  row: Pick<IncomingRow, 'done_at'>,
  dueOn: string | null,
  day: PresentingDay,
): DeadlineView | null {
  const closedOn = row.done_at === null ? null : vietnamDate(row.done_at);
  return dueOn === null ? null : presentDeadline(dueOn, day.today, day.calendar, closedOn);
}

const ENDS: Partial<Record<IncomingState, Chip>> = {
  done: { tone: 'green', label: 'Hoàn thành' },
  returned: { tone: 'red', label: 'Trả lại' },
  recalled: { tone: 'red', label: 'Thu hồi' },
};

/** Blue = my turn, neutral = waits for others (ux.md §3). */
function stateChip(subject: Subject, state: IncomingState): Chip {
  const isMine =
    (hasRole(subject, 'clerk') && (state === 'received' || state === 'registered')) ||
    (hasRole(subject, 'leader') && (state === 'awaiting_directive' || state === 'awaiting_result_approval'));
  const label = state === 'received' ? 'Chờ vào sổ' : INCOMING_STATE_LABELS[state];
  return { tone: isMine ? 'blue' : 'neutral', label };
}

function roleChip(role: AssignmentRole): Chip {
  return { tone: role === 'lead' ? 'blue' : 'neutral', label: ROLE_LABELS[role] };
}

function chipOf(subject: Subject, row: ListRow, deadline: DeadlineView | null): Chip {
  const end = ENDS[row.state];
  if (end !== undefined) {
    return end;
  }
  if (deadline !== null && (deadline.tone === 'red' || deadline.tone === 'amber')) {
    return { tone: deadline.tone, label: deadline.label };
  }
  return row.my_role === null ? stateChip(subject, row.state) : roleChip(row.my_role);
}

/** What a row of a list knows about the rules: enough for acts on many, the document itself knows the rest. */
function listFacts(row: ListRow): IncomingFacts {
  return {
    agencyId: row.agency_id,
    state: row.state,
    source: row.source,
    presentedToPositionId: row.presented_to,
    presentedInOffice: true,
    isViewer: true,
    isLead: row.my_role === 'lead',
    needsApproval: row.needs_approval,
  };
}

export function presentListItem(subject: Subject, row: ListRow, day: PresentingDay): IncomingListItem {
  const isOpen = row.state === 'in_progress' || row.state === 'awaiting_result_approval';
  const dueOn = row.my_due_on ?? row.due_on;
  const deadline = deadlineOf(row, dueOn, day);
  return {
    id: row.id,
    state: row.state,
    stateLabel: INCOMING_STATE_LABELS[row.state],
    source: row.source,
    sourceLabel: SOURCE_LABELS[row.source],
    arrivalNumber: row.arrival_number,
    arrivedOn: row.arrived_on,
    arrivedAt: row.arrived_at.toISOString(),
    issuingAgencyName: row.issuing_agency_name,
    numberSymbol: row.number_symbol,
    issuedOn: row.issued_on,
    typeName: row.type_name,
    abstract: row.abstract,
    urgency: row.urgency,
    myRole: row.my_role,
    leadName: row.lead_name,
    deadline,
    chip: chipOf(subject, row, isOpen ? deadline : null),
    unread: !row.seen,
    overdue: isOpen && dueOn !== null && dueOn < day.today,
    attachmentCount: row.attachment_count,
    verdict: row.verdict,
    isDuplicate: row.is_duplicate,
    abilities: incomingPolicies.abilities(subject, listFacts(row)),
  };
}
