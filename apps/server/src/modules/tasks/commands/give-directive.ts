import type { AssignmentInput } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { printShortDay } from '../../../platform/print-dates.ts';
import { type Assignee, assertRoles, type Office, peopleOf, resolveAssignees } from '../assignees.ts';
import { readDeadline } from '../deadlines.ts';
import {
  type AssignmentRow,
  insertAssignments,
  insertDirective,
  moveAssignment,
  type NewAssignment,
  type ObjectKey,
} from '../tasks.store.ts';

/** The thing the work is about, with what lists of tasks show of it. */
export interface TaskObject extends ObjectKey {
  title: string;
  abstract: string;
  link: string;
}

export interface DirectiveOrder {
  object: TaskObject;
  text: string;
  assignments: readonly AssignmentInput[];
  /** Undefined reads the deadline from the words, null means none. */
  dueOn?: string | null | undefined;
  needsApproval: boolean;
  /** Somebody is in charge already and stays so: this one may add others without naming a lead. */
  keepsLead?: boolean;
  /** The part a unit head passes on, and the units whose people may get it. */
  from?: { part: AssignmentRow; unitIds: readonly string[] };
}

interface GivenDirective {
  directiveId: string;
  dueOn: string | null;
  assignments: AssignmentRow[];
}

function assertNotPast(dueOn: string | null, today: string, field: string): void {
  if (dueOn !== null && dueOn < today) {
    const message = `Hạn ${printShortDay(dueOn, today)} đã qua. Hạn xử lý phải từ hôm nay trở đi; sửa ngày trong câu bút phê hoặc chọn lại hạn.`;
    throw invalid('tasks.due_in_the_past', message, [{ path: field, message }]);
  }
}

/** What stands when nobody says otherwise: the words first, then (for a part passed on) the deadline of the whole. */
function dueOf(order: DirectiveOrder, today: string): string | null {
  if (order.dueOn !== undefined) {
    assertNotPast(order.dueOn, today, 'dueOn');
    return order.dueOn;
  }
  const worded = readDeadline(order.text, today);
  if (worded !== undefined) {
    assertNotPast(worded.dueOn, today, 'text');
    return worded.dueOn;
  }
  return order.from?.part.due_on ?? null;
}

function rowsOf(
  context: ActingContext,
  order: DirectiveOrder,
  given: { directiveId: string; dueOn: string | null; assignees: readonly Assignee[] },
): NewAssignment[] {
  const now = context.clock.now();
  const today = vietnamDate(now);
  return order.assignments.map((input, index) => {
    const assignee = given.assignees[index];
    if (assignee === undefined) {
      throw new Error('every assignment has been resolved');
    }
    const dueOn = input.dueOn === undefined ? given.dueOn : input.dueOn;
    assertNotPast(input.dueOn ?? null, today, `assignments.${index}.dueOn`);
    return {
      agency_id: order.object.agencyId,
      id: newId(now.getTime()),
      object_kind: order.object.kind,
      object_id: order.object.id,
      directive_id: given.directiveId,
      parent_id: order.from?.part.id ?? null,
      role: input.role,
      state: 'given',
      unit_id: assignee.unitId,
      unit_name: assignee.unitName,
      position_id: assignee.positionId,
      person_id: assignee.personId,
      person_name: assignee.personName,
      position_title: assignee.positionTitle,
      due_on: input.role === 'informed' ? null : dueOn,
      note: input.note,
      assigned_by_person_id: context.subject.personId,
      assigned_by: context.subject.displayName,
      assigned_at: now,
      result: '',
      returned_reason: '',
      object_title: order.object.title,
      object_abstract: order.object.abstract,
      link: order.object.link,
      directive_text: order.text,
    };
  });
}

/**
 * Writes a bút phê with the parts it gives, in the transaction of the module whose object it is; that module has locked the
 * object, authorised, and records the audit leaf.
 */
export async function giveDirective(
  tx: Tx,
  context: ActingContext,
  office: Office,
  order: DirectiveOrder,
): Promise<GivenDirective> {
  const roles = order.assignments.map((assignment) => assignment.role);
  assertRoles(order.keepsLead === true ? ['lead', ...roles] : roles);
  const assignees = resolveAssignees(office, order.assignments, order.from?.unitIds);
  const now = context.clock.now();
  const dueOn = dueOf(order, vietnamDate(now));
  const directiveId = newId(now.getTime());
  const { subject } = context;
  await insertDirective(tx, {
    agency_id: order.object.agencyId,
    id: directiveId,
    object_kind: order.object.kind,
    object_id: order.object.id,
    assignment_id: order.from?.part.id ?? null,
    text: order.text,
    given_by_person_id: subject.personId,
    given_by_position_id: subject.positionId,
    given_by: subject.displayName,
    given_by_title: subject.title,
    given_at: now,
    due_on: dueOn,
    needs_approval: order.needsApproval,
  });
  const assignments = await insertAssignments(tx, rowsOf(context, order, { directiveId, dueOn, assignees }));
  if (order.from !== undefined) {
    await moveAssignment(tx, order.from.part, 'pass_on', true, { opened_at: order.from.part.opened_at ?? now });
  }
  await publish(tx, {
    topic: 'tasks',
    agencyId: order.object.agencyId,
    personIds: [...new Set([subject.personId, ...assignments.flatMap((part) => peopleOf(part, office))])],
  });
  return { directiveId, dueOn, assignments };
}
