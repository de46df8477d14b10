import type { AssigneePick, AssignmentInput, AssignmentRole } from '@congvu/contracts';
import { listPositions, listUnits, type PositionView, type Unit } from '#modules/org';
import { hasRole, type Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { type HolderFacts, isHolder } from './tasks.policy.ts';
import type { AssignmentRow } from './tasks.store.ts';

/** Units and people in office on the day. */
export interface Office {
  units: Unit[];
  positions: PositionView[];
  /** Units that have a head of their own in office. */
  headed: ReadonlySet<string>;
}

export async function loadTaskOffice(db: Db | Tx, agencyId: string, today: string): Promise<Office> {
  const [units, positions] = await Promise.all([listUnits(db, agencyId, today), listPositions(db, agencyId, today)]);
  const heads = positions.filter((position) => position.roles.includes('unit_head'));
  return { units, positions, headed: new Set(heads.map((position) => position.unitId)) };
}

export interface Assignee {
  unitId: string;
  unitName: string;
  positionId: string | null;
  personId: string | null;
  personName: string | null;
  positionTitle: string | null;
}

/** Undefined when the unit or the post is no longer there. */
export function findAssignee(office: Office, pick: AssigneePick): Assignee | undefined {
  if (pick.kind === 'unit') {
    const unit = office.units.find((candidate) => candidate.id === pick.unitId);
    return unit === undefined
      ? undefined
      : {
          unitId: unit.id,
          unitName: unit.name,
          positionId: null,
          personId: null,
          personName: null,
          positionTitle: null,
        };
  }
  const position = office.positions.find((candidate) => candidate.positionId === pick.positionId);
  return position === undefined
    ? undefined
    : {
        unitId: position.unitId,
        unitName: position.unitName,
        positionId: position.positionId,
        personId: position.personId,
        personName: position.fullName,
        positionTitle: position.title,
      };
}

export function displayName(assignee: Pick<Assignee, 'personName' | 'unitName'>): string {
  return assignee.personName ?? assignee.unitName;
}

/**
 * Exactly one in charge (Decree 30/2020 Art. 24: several units, one chủ trì), or nobody but people to be informed.
 * @throws AppError 422 `tasks.lead_missing` · `tasks.lead_not_single`
 */
export function assertRoles(roles: readonly AssignmentRole[]): void {
  const leads = roles.filter((role) => role === 'lead').length;
  if (leads > 1) {
    throw invalid(
      'tasks.lead_not_single',
      'Có nhiều đơn vị, cá nhân cùng chủ trì. Mỗi văn bản chỉ một nơi chủ trì, các nơi khác là phối hợp (Nghị định 30/2020, Điều 24). Chọn lại.',
    );
  }
  if (leads === 0 && roles.includes('coordinating')) {
    throw invalid(
      'tasks.lead_missing',
      'Chưa chọn đơn vị hoặc cá nhân chủ trì. Có phối hợp thì phải có một nơi chủ trì (Nghị định 30/2020, Điều 24).',
    );
  }
}

/** @throws AppError 422 `tasks.assignee_unknown` · `tasks.assignee_twice` · `tasks.not_in_unit` */
export function resolveAssignees(
  office: Office,
  inputs: readonly AssignmentInput[],
  withinUnits?: readonly string[],
): Assignee[] {
  const seen = new Set<string>();
  return inputs.map((input, index) => {
    const field = `assignments.${index}.to`;
    const assignee = findAssignee(office, input.to);
    if (assignee === undefined) {
      const message = 'Đơn vị hoặc người được giao không còn đảm nhiệm. Chọn lại trong danh sách.';
      throw invalid('tasks.assignee_unknown', message, [{ path: field, message }]);
    }
    if (withinUnits !== undefined && !withinUnits.includes(assignee.unitId)) {
      const message = `${displayName(assignee)} không thuộc đơn vị. Trưởng đơn vị chỉ phân công trong đơn vị mình.`;
      throw invalid('tasks.not_in_unit', message, [{ path: field, message }]);
    }
    const key = assignee.personId ?? assignee.unitId;
    if (seen.has(key)) {
      const message = `${displayName(assignee)} được chọn hai lần. Mỗi nơi chỉ nhận một phần việc.`;
      throw invalid('tasks.assignee_twice', message, [{ path: field, message }]);
    }
    seen.add(key);
    return assignee;
  });
}

export function holderFacts(part: AssignmentRow, office: Pick<Office, 'headed'>): HolderFacts {
  return {
    agencyId: part.agency_id,
    personId: part.person_id,
    unitId: part.unit_id,
    unitHasHead: office.headed.has(part.unit_id),
  };
}

export function holdsPart(subject: Subject, part: AssignmentRow, office: Pick<Office, 'headed'>): boolean {
  return isHolder(subject, holderFacts(part, office));
}

/** Units whose parts without a name the subject holds: those of a head, or the own one when it has no head. */
export function heldUnits(subject: Subject, office: Pick<Office, 'headed'>): readonly string[] {
  if (hasRole(subject, 'unit_head')) {
    return subject.unitIds;
  }
  return subject.unitIds.filter((unit) => !office.headed.has(unit));
}

/** People who are told of a part: the person named, the heads of the unit, or everyone of a unit without a head. */
export function peopleOf(part: Pick<AssignmentRow, 'person_id' | 'unit_id'>, office: Office): string[] {
  if (part.person_id !== null) {
    return [part.person_id];
  }
  const members = office.positions.filter((position) => position.unitId === part.unit_id);
  const heads = members.filter((position) => position.roles.includes('unit_head'));
  return [...new Set((heads.length > 0 ? heads : members).map((position) => position.personId))];
}
