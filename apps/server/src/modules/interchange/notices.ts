import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

export const EXCHANGE_PAGE = '/gui-nhan';

/** Where a letter of ours is looked at. */
export function outgoingLink(documentId: string): string {
  return `/van-ban-di/${documentId}`;
}

/** Tells the clerks of the agency, who answer for sending and receiving. */
export async function noticeClerks(
  tx: Tx,
  context: Context,
  notice: { agencyId: string; kind: string; text: string; link: string },
): Promise<void> {
  const positions = await listPositions(tx, notice.agencyId, vietnamDate(context.clock.now()));
  const personIds = positions
    .filter((position) => position.roles.includes('clerk'))
    .map((position) => position.personId);
  await notify(tx, context, { ...notice, personIds, reason: 'Văn thư cơ quan' });
}
