import type { AssignmentView, DeadlineView, DirectiveView, PhraseView, TaskListItem } from '@congvu/contracts';
import type { Selectable } from 'kysely';
import type { Subject } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import { displayName, findAssignee, holderFacts, holdsPart, type Office } from './assignees.ts';
import type { WorkCalendar } from './calendar.ts';
import { presentDeadline, readDeadline } from './deadlines.ts';
import { type AssignmentFacts, taskPolicies } from './tasks.policy.ts';
import { ASSIGNMENT_STATE_LABELS, ROLE_LABELS } from './tasks.states.ts';
import type { AssignmentRow, DirectiveRow } from './tasks.store.ts';
import type { TaskTables } from './tasks.tables.ts';

export interface PresentingDay {
  today: string;
  calendar: WorkCalendar;
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

/** The deadline of a part; once it is reported the day of the report decides whether it was in time. */
function partDeadline(part: AssignmentRow, day: PresentingDay): DeadlineView | null {
  if (part.due_on === null) {
    return null;
  }
  const closed = part.state === 'done' || part.state === 'reported' ? (part.reported_at ?? part.done_at) : null;
  return presentDeadline(part.due_on, day.today, day.calendar, closed === null ? null : vietnamDate(closed));
}

/** Facts of the policy. At the top the module of the object says who decides; below it is the holder of the part above. */
export function partFacts(
  subject: Subject,
  part: AssignmentRow,
  all: readonly AssignmentRow[],
  office: Pick<Office, 'headed'>,
  decidesAtTop: boolean,
): AssignmentFacts {
  const above = all.find((candidate) => candidate.id === part.parent_id);
  return {
    ...holderFacts(part, office),
    role: part.role,
    state: part.state,
    isDecider: above === undefined ? decidesAtTop : holdsPart(subject, above, office),
  };
}

export function presentAssignment(
  subject: Subject,
  part: AssignmentRow,
  facts: AssignmentFacts,
  day: PresentingDay,
): AssignmentView {
  return {
    id: part.id,
    parentId: part.parent_id,
    directiveId: part.directive_id,
    role: part.role,
    roleLabel: ROLE_LABELS[part.role],
    state: part.state,
    stateLabel: ASSIGNMENT_STATE_LABELS[part.state],
    unitId: part.unit_id,
    unitName: part.unit_name,
    personId: part.person_id,
    personName: part.person_name,
    positionTitle: part.position_title,
    displayName: part.person_name ?? part.unit_name,
    deadline: partDeadline(part, day),
    note: part.note,
    assignedBy: part.assigned_by,
    assignedAt: part.assigned_at.toISOString(),
    openedAt: iso(part.opened_at),
    reportedAt: iso(part.reported_at),
    result: part.result,
    returnedReason: part.returned_reason,
    doneAt: iso(part.done_at),
    abilities: taskPolicies.abilities(subject, facts),
  };
}

export function presentDirective(row: DirectiveRow, day: PresentingDay): DirectiveView {
  return {
    id: row.id,
    text: row.text,
    givenBy: row.given_by,
    givenByTitle: row.given_by_title,
    givenAt: row.given_at.toISOString(),
    deadline: row.due_on === null ? null : presentDeadline(row.due_on, day.today, day.calendar),
    needsApproval: row.needs_approval,
  };
}

export function presentTask(part: AssignmentRow, day: PresentingDay): TaskListItem {
  return {
    id: part.id,
    role: part.role,
    roleLabel: ROLE_LABELS[part.role],
    state: part.state,
    stateLabel: ASSIGNMENT_STATE_LABELS[part.state],
    objectTitle: part.object_title,
    objectAbstract: part.object_abstract,
    link: part.link,
    displayName: part.person_name ?? part.unit_name,
    assignedBy: part.assigned_by,
    assignedAt: part.assigned_at.toISOString(),
    directive: part.directive_text,
    deadline: partDeadline(part, day),
    unread: part.opened_at === null,
  };
}

/** Posts that ended since and dates that have passed are left out: a tap must never set what does not hold. */
export function presentPhrase(row: Selectable<TaskTables['task_phrase']>, office: Office, today: string): PhraseView {
  const worded = readDeadline(row.text, today);
  return {
    id: row.id,
    text: row.text,
    usedCount: row.used_count,
    assignments: row.assignments.flatMap(({ role, to }) => {
      const assignee = findAssignee(office, to);
      return assignee === undefined ? [] : [{ role, to, displayName: displayName(assignee) }];
    }),
    dueOn: worded === undefined || worded.dueOn < today ? null : worded.dueOn,
  };
}
