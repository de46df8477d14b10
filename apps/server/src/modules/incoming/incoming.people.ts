import { listPositions, type PositionView } from '#modules/org';
import { type AssignmentRow, type Office, peopleOf } from '#modules/tasks';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { IncomingRow } from './incoming.store.ts';

/** Everyone in office in the agency today. */
export async function loadOffice(db: Db | Tx, context: Context, agencyId: string): Promise<PositionView[]> {
  return listPositions(db, agencyId, vietnamDate(context.clock.now()));
}

export function holdersOf(office: readonly PositionView[], role: 'clerk' | 'leader'): PositionView[] {
  return office.filter((position) => position.roles.includes(role));
}

/** Everybody who has the document before him: his part, the leader it was presented to. */
export function peopleConcerned(
  row: Pick<IncomingRow, 'presented_to'>,
  parts: readonly AssignmentRow[],
  office: Office,
): string[] {
  const live = parts.filter((part) => part.state !== 'withdrawn');
  const leader = office.positions.filter((position) => position.positionId === row.presented_to);
  return [...new Set([...live.flatMap((part) => peopleOf(part, office)), ...personIds(leader)])];
}

export function personIds(positions: readonly PositionView[]): string[] {
  return [...new Set(positions.map((position) => position.personId))];
}
