import { type Notice, notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import type { Role } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** Tells whoever holds one of the roles in the agency today, and the people named besides. */
export async function notifyRoles(
  tx: Tx,
  context: Context,
  { roles, personIds = [], ...notice }: Omit<Notice, 'personIds'> & { roles: readonly Role[]; personIds?: string[] },
): Promise<void> {
  const positions = await listPositions(tx, notice.agencyId, vietnamDate(context.clock.now()));
  const holders = positions.filter((position) => roles.some((role) => position.roles.includes(role)));
  await notify(tx, context, { ...notice, personIds: [...personIds, ...holders.map(({ personId }) => personId)] });
}
