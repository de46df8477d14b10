import type { Role, Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { findPosition, listUnits, unitsBelow } from './org.store.ts';

/** Builds the acting subject from a position in office on the day; undefined when the term is over. */
export async function loadSubject(
  db: Db | Tx,
  user: { userId: string; positionId: string },
  on: string,
): Promise<Subject | undefined> {
  const position = await findPosition(db, user.positionId, on);
  if (position === undefined) {
    return undefined;
  }
  const isHead = position.rank !== 'staff';
  const unitIds = isHead ? unitsBelow(await listUnits(db, position.agencyId, on), position.unitId) : [position.unitId];
  return {
    userId: user.userId,
    personId: position.personId,
    positionId: position.positionId,
    agencyId: position.agencyId,
    unitId: position.unitId,
    unitIds,
    roles: position.roles as Role[], // checked on import and by the administrator's form
    displayName: position.fullName,
    title: position.title,
  };
}
