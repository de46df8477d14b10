import { listPositions, type PositionView } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** Everyone in office in the agency today. */
export async function loadOffice(db: Db | Tx, context: Context, agencyId: string): Promise<PositionView[]> {
  return listPositions(db, agencyId, vietnamDate(context.clock.now()));
}

export function holdersOf(office: readonly PositionView[], role: 'clerk' | 'leader'): PositionView[] {
  return office.filter((position) => position.roles.includes(role));
}

export function personIds(positions: readonly PositionView[]): string[] {
  return [...new Set(positions.map((position) => position.personId))];
}
