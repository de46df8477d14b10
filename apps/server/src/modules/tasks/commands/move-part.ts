import type { PositionView } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import type { AssignmentRow } from '../tasks.store.ts';
import { taskTables } from '../tasks.tables.ts';

/** Parts a person holds by name in the agency that are still to do, the most pressing first. */
export async function openPartsOf(
  db: Db | Tx,
  person: { agencyId: string; personId: string },
): Promise<AssignmentRow[]> {
  return taskTables(db)
    .selectFrom('task_assignment')
    .selectAll()
    .where('agency_id', '=', person.agencyId)
    .where('person_id', '=', person.personId)
    .where('box', '=', 'open')
    .orderBy('due_key')
    .orderBy('id')
    .execute();
}

/**
 * Whoever leaves hands the part to somebody else: role, deadline, directive and what was passed on from it stay. The module of the
 * object has locked the object, and keeps its viewers and its timeline.
 * @throws AppError 409 `tasks.wrong_state` when it is open no more
 */
export async function movePart(tx: Tx, part: AssignmentRow, to: PositionView): Promise<AssignmentRow> {
  const moved = await taskTables(tx)
    .updateTable('task_assignment')
    .set({
      person_id: to.personId,
      person_name: to.fullName,
      position_id: to.positionId,
      position_title: to.title,
      unit_id: to.unitId,
      unit_name: to.unitName,
    })
    .where('agency_id', '=', part.agency_id)
    .where('id', '=', part.id)
    .where('person_id', 'is not distinct from', part.person_id)
    .where('box', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) {
    throw conflict('tasks.wrong_state', 'Phần việc này vừa xong hoặc đã chuyển người khác. Tải lại danh sách.');
  }
  const personIds = [part.person_id, to.personId, part.assigned_by_person_id].filter((id) => id !== null);
  await publish(tx, { topic: 'tasks', agencyId: part.agency_id, personIds: [...new Set(personIds)] });
  return moved;
}
