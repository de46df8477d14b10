import { listPositions, listPositionsOfPerson, type PositionView } from '#modules/org';
import type { Role } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

export function todayOf(context: Pick<Context, 'clock'>): string {
  return vietnamDate(context.clock.now());
}

/** Posts of the agency that carry one of the roles on the day. */
export async function postsInRole(
  db: Db | Tx,
  asked: { agencyId: string; roles: readonly Role[]; on: string },
): Promise<PositionView[]> {
  const posts = await listPositions(db, asked.agencyId, asked.on);
  return posts.filter((post) => asked.roles.some((role) => post.roles.includes(role)));
}

export async function peopleInRole(
  db: Db | Tx,
  asked: { agencyId: string; roles: readonly Role[]; on: string },
): Promise<string[]> {
  return (await postsInRole(db, asked)).map(({ personId }) => personId);
}

/** The post a person holds in this very agency. */
export async function postHere(
  db: Db | Tx,
  person: { agencyId: string; personId: string; on: string },
): Promise<PositionView | undefined> {
  const posts = await listPositionsOfPerson(db, person.personId, person.on);
  return posts.find(({ agencyId }) => agencyId === person.agencyId);
}
