import type { AssigneeOptions, AssigneeQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { loadTaskOffice } from '../assignees.ts';

/** Units in the order of the agency, people in the order of their posts; a head passes on only within his units. */
export async function listAssignees(
  context: ActingContext,
  query: z.infer<typeof AssigneeQuery>,
): Promise<AssigneeOptions> {
  const { subject } = context;
  const office = await loadTaskOffice(context.db, subject.agencyId, vietnamDate(context.clock.now()));
  const own = hasRole(subject, 'unit_head') ? subject.unitIds : [];
  const units = query.scope === 'unit' ? office.units.filter((unit) => own.includes(unit.id)) : office.units;
  return {
    units: units.map((unit) => ({
      unitId: unit.id,
      name: unit.name,
      people: office.positions
        .filter((position) => position.unitId === unit.id)
        .map((position) => ({
          positionId: position.positionId,
          personId: position.personId,
          fullName: position.fullName,
          title: position.title,
          isHead: position.roles.includes('unit_head'),
        })),
    })),
  };
}
