import { clearNotices, notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

export const EXCHANGE_PAGE = '/theo-doi';
export const QUARANTINE_PAGE = '/theo-doi?ngan=quarantine';

/** Where a letter of ours is looked at. */
export function outgoingLink(documentId: string): string {
  return `/van-ban-di/${documentId}`;
}

/** Where a letter that came is looked at. */
export function incomingLink(documentId: string): string {
  return `/van-ban-den/${documentId}`;
}

async function clerkIds(tx: Tx, context: Context, agencyId: string): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return positions.filter((position) => position.roles.includes('clerk')).map((position) => position.personId);
}

/** Tells the clerks of the agency, who answer for sending and receiving. */
export async function noticeClerks(
  tx: Tx,
  context: Context,
  notice: { agencyId: string; kind: string; text: string; link: string },
): Promise<void> {
  const personIds = await clerkIds(tx, context, notice.agencyId);
  await notify(tx, context, { ...notice, personIds, reason: 'Văn thư cơ quan' });
}

/** One clerk has acted on the letter: the others need not look at the same trouble again. */
export async function clearForClerks(tx: Tx, context: Context, agencyId: string, documentId: string): Promise<void> {
  const personIds = await clerkIds(tx, context, agencyId);
  await clearNotices(tx, { agencyId, link: outgoingLink(documentId), personIds });
}
