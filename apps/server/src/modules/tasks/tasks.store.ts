import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import type { WorkCalendar } from './calendar.ts';
import { ASSIGNMENT_FROM, ASSIGNMENT_STATE_LABELS, type AssignmentAct, nextState } from './tasks.states.ts';
import { type ObjectKind, type TaskTables, taskTables } from './tasks.tables.ts';

export type AssignmentRow = Selectable<TaskTables['task_assignment']>;
export type DirectiveRow = Selectable<TaskTables['task_directive']>;
export type NewAssignment = Insertable<TaskTables['task_assignment']>;

export interface ObjectKey {
  agencyId: string;
  kind: ObjectKind;
  id: string;
}

export async function loadCalendar(db: Db | Tx): Promise<WorkCalendar> {
  const rows = await taskTables(db).selectFrom('task_calendar_day').select(['day', 'working']).execute();
  return new Map(rows.map((row) => [row.day, row.working]));
}

export async function insertDirective(tx: Tx, row: TaskTables['task_directive']): Promise<void> {
  await taskTables(tx).insertInto('task_directive').values(row).execute();
}

export async function insertAssignments(tx: Tx, rows: NewAssignment[]): Promise<AssignmentRow[]> {
  return taskTables(tx).insertInto('task_assignment').values(rows).returningAll().execute();
}

/** Oldest first, withdrawn ones too: the history of who was in charge. */
export async function listAssignments(db: Db | Tx, object: ObjectKey): Promise<AssignmentRow[]> {
  return taskTables(db)
    .selectFrom('task_assignment')
    .selectAll()
    .where('agency_id', '=', object.agencyId)
    .where('object_kind', '=', object.kind)
    .where('object_id', '=', object.id)
    .orderBy('id')
    .execute();
}

/** Newest first. */
export async function listDirectives(db: Db | Tx, object: ObjectKey): Promise<DirectiveRow[]> {
  return taskTables(db)
    .selectFrom('task_directive')
    .selectAll()
    .where('agency_id', '=', object.agencyId)
    .where('object_kind', '=', object.kind)
    .where('object_id', '=', object.id)
    .orderBy('id', 'desc')
    .execute();
}

/** The part of this very object; one of another object or agency does not exist. */
export function findPart(parts: readonly AssignmentRow[], id: string): AssignmentRow {
  const part = parts.find((candidate) => candidate.id === id);
  if (part === undefined) {
    throw notFound('tasks.not_found', 'Không tìm thấy phần việc này. Tải lại để xem phân công hiện tại.');
  }
  return part;
}

/** The conditional UPDATE of an act; no row means that somebody else was first. */
export async function moveAssignment(
  tx: Tx,
  part: AssignmentRow,
  act: AssignmentAct,
  needsApproval: boolean,
  set: Updateable<TaskTables['task_assignment']>,
): Promise<AssignmentRow> {
  const moved = await taskTables(tx)
    .updateTable('task_assignment')
    .set({ ...set, state: nextState(act, { ...part, needsApproval }) })
    .where('agency_id', '=', part.agency_id)
    .where('id', '=', part.id)
    .where('state', 'in', ASSIGNMENT_FROM[act])
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw conflict(
      'tasks.wrong_state',
      `Phần việc đang ở trạng thái "${ASSIGNMENT_STATE_LABELS[part.state]}" nên không làm được việc này. Tải lại để xem trạng thái hiện tại.`,
    );
  }
  return moved;
}
