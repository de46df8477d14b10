import type { AssigneePick, AssignmentRole, AssignmentState } from '@congvu/contracts';
import type { ColumnType, Generated } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

export type ObjectKind = 'incoming';

export interface PhrasePick {
  role: AssignmentRole;
  to: AssigneePick;
}

export type TaskTables = {
  task_calendar_day: { day: string; working: boolean; name: string };
  task_directive: {
    agency_id: string;
    id: string;
    object_kind: ObjectKind;
    object_id: string;
    assignment_id: string | null;
    text: string;
    given_by_person_id: string;
    given_by_position_id: string;
    given_by: string;
    given_by_title: string;
    given_at: Date;
    due_on: string | null;
    needs_approval: boolean;
  };
  task_assignment: {
    agency_id: string;
    id: string;
    object_kind: ObjectKind;
    object_id: string;
    directive_id: string;
    parent_id: string | null;
    role: AssignmentRole;
    state: AssignmentState;
    unit_id: string;
    unit_name: string;
    position_id: string | null;
    person_id: string | null;
    person_name: string | null;
    position_title: string | null;
    due_on: string | null;
    note: string;
    assigned_by_person_id: string;
    assigned_by: string;
    assigned_at: Date;
    opened_at: Date | null;
    reported_at: Date | null;
    result: string;
    returned_reason: string;
    done_at: Date | null;
    object_title: string;
    object_abstract: string;
    link: string;
    directive_text: string;
    box: Generated<string>;
    due_key: Generated<string>;
  };
  task_phrase: {
    agency_id: string;
    id: string;
    person_id: string;
    text: string;
    assignments: ColumnType<PhrasePick[], string, string>;
    used_count: number;
    used_at: Date;
  };
};

export function taskTables(db: Db | Tx) {
  return db.withTables<TaskTables>();
}
