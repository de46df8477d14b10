import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** `lead` chủ trì (exactly one at the top), `coordinating` phối hợp, `informed` để biết. */
export const AssignmentRole = z.enum(['lead', 'coordinating', 'informed']);
export type AssignmentRole = z.infer<typeof AssignmentRole>;

/** `given` not opened yet → `in_progress` → `reported` (waits for the assigner) → `done`; `withdrawn` was taken back. */
export const AssignmentState = z.enum(['given', 'in_progress', 'reported', 'done', 'withdrawn']);
export type AssignmentState = z.infer<typeof AssignmentState>;

/** Whom a task goes to: a unit (its head passes it on) or one position of a person. */
export const AssigneePick = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unit'), unitId: Id }),
  z.object({ kind: z.literal('position'), positionId: Id }),
]);
export type AssigneePick = z.infer<typeof AssigneePick>;

export const AssignmentInput = z.object({
  role: AssignmentRole,
  to: AssigneePick,
  /** Own deadline; the directive's when omitted. */
  dueOn: DateOnly.nullable().optional(),
  note: text(1_000).default(''),
});
export type AssignmentInput = z.infer<typeof AssignmentInput>;

/** Chip of a deadline: "Còn 2 ngày" amber, "Quá 1 ngày" red, "Hạn 31/3" neutral. Days are working days. */
export const DeadlineView = z.object({
  dueOn: DateOnly,
  workingDaysLeft: z.int(),
  tone: z.enum(['neutral', 'amber', 'red', 'green']),
  /** "Còn 2 ngày", "Quá 1 ngày", "Hạn hôm nay". */
  label: z.string(),
  /** "Thứ Tư 31/3, còn 7 ngày làm việc". */
  sentence: z.string(),
});
export type DeadlineView = z.infer<typeof DeadlineView>;

export const AssignmentView = z.object({
  id: Id,
  /** The assignment this one was passed on from; null at the top. */
  parentId: Id.nullable(),
  directiveId: Id,
  role: AssignmentRole,
  roleLabel: z.string(),
  state: AssignmentState,
  stateLabel: z.string(),
  unitId: Id,
  unitName: z.string(),
  personId: Id.nullable(),
  personName: z.string().nullable(),
  positionTitle: z.string().nullable(),
  /** What to show: the person when named, the unit otherwise. */
  displayName: z.string(),
  deadline: DeadlineView.nullable(),
  note: z.string(),
  assignedBy: z.string(),
  assignedAt: Instant,
  openedAt: Instant.nullable(),
  reportedAt: Instant.nullable(),
  result: z.string(),
  /** Reason of the last "làm lại"; empty when there was none. */
  returnedReason: z.string(),
  doneAt: Instant.nullable(),
  abilities: Abilities,
});
export type AssignmentView = z.infer<typeof AssignmentView>;

/** A bút phê: the words, who gave them, what they set. */
export const DirectiveView = z.object({
  id: Id,
  text: z.string(),
  givenBy: z.string(),
  givenByTitle: z.string(),
  givenAt: Instant,
  deadline: DeadlineView.nullable(),
  needsApproval: z.boolean(),
});
export type DirectiveView = z.infer<typeof DirectiveView>;

/** One phrase of the personal list, newest use first. */
export const PhraseView = z.object({
  id: Id,
  text: z.string(),
  usedCount: z.int(),
  /** What the phrase sets when tapped; names that no longer hold a post are left out. */
  assignments: z.array(z.object({ role: AssignmentRole, to: AssigneePick, displayName: z.string() })),
  /** Deadline read from the words today ("trước ngày 01/4" → 31/3); null when there is none. */
  dueOn: DateOnly.nullable(),
});
export type PhraseView = z.infer<typeof PhraseView>;
export const PhraseList = z.object({ items: z.array(PhraseView) });
export const SavePhrase = z.object({
  text: text(1_000, 3),
  assignments: z
    .array(z.object({ role: AssignmentRole, to: AssigneePick }))
    .max(60)
    .default([]),
});
export type SavePhrase = z.infer<typeof SavePhrase>;
export const PhraseParams = z.object({ id: Id });

/** Reads a deadline from words. */
export const ReadDueDate = z.object({ text: z.string().max(2_000) });
export const ReadDueDateAnswer = z.object({
  dueOn: DateOnly.nullable(),
  /** The words it was read from; empty when nothing was found. */
  found: z.string(),
  deadline: DeadlineView.nullable(),
});

/** `unit` = only the units whose work the person may pass on (heads). */
export const AssigneeQuery = z.object({ scope: z.enum(['agency', 'unit']).default('agency') });

/** Everything the directive sheet offers: units with their people, in the order of the agency. */
export const AssigneeOptions = z.object({
  units: z.array(
    z.object({
      unitId: Id,
      name: z.string(),
      people: z.array(
        z.object({ positionId: Id, personId: Id, fullName: z.string(), title: z.string(), isHead: z.boolean() }),
      ),
    }),
  ),
});
export type AssigneeOptions = z.infer<typeof AssigneeOptions>;

/** `mine` việc của tôi; `given` việc tôi giao; `unit` việc của đơn vị (heads). */
export const TaskBox = z.enum(['mine', 'given', 'unit']);
export const TaskFilter = z.enum(['open', 'due_soon', 'overdue', 'reported', 'done', 'informed']);
export const TaskQuery = PageQuery.extend({ box: TaskBox.default('mine'), filter: TaskFilter.default('open') });
export type TaskQuery = z.infer<typeof TaskQuery>;

export const TaskListItem = z.object({
  id: Id,
  role: AssignmentRole,
  roleLabel: z.string(),
  state: AssignmentState,
  stateLabel: z.string(),
  /** What it is about: "367/UBND-VHTT của UBND huyện Tam Đường". */
  objectTitle: z.string(),
  objectAbstract: z.string(),
  link: z.string(),
  displayName: z.string(),
  assignedBy: z.string(),
  assignedAt: Instant,
  directive: z.string(),
  deadline: DeadlineView.nullable(),
  unread: z.boolean(),
});
export type TaskListItem = z.infer<typeof TaskListItem>;
export const TaskPage = z.object({
  items: z.array(TaskListItem),
  nextCursor: z.string().nullable(),
  /** Bounded at 1000. */
  counts: z.record(TaskFilter, z.int()),
});
export type TaskPage = z.infer<typeof TaskPage>;

export type TasksErrorCode =
  | 'tasks.not_found'
  | 'tasks.wrong_state'
  | 'tasks.lead_missing'
  | 'tasks.lead_not_single'
  | 'tasks.assignee_unknown'
  | 'tasks.assignee_twice'
  | 'tasks.due_in_the_past'
  | 'tasks.not_in_unit'
  | 'tasks.phrase_not_found';
