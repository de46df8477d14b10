import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';

export function outgoingLink(id: string): string {
  return `/van-ban-di/${id}`;
}

export function incomingLink(id: string): string {
  return `/van-ban-den/${id}`;
}

/** A request about a document of an agency that has closed: the document itself is not in anybody's list here. */
export function requestLink(id: string): string {
  return `/van-ban-den/yeu-cau/${id}`;
}

interface Told {
  agencyId: string;
  role: 'clerk' | 'leader';
  kind: string;
  text: string;
  link: string;
  reason: string;
}

export async function tellRole(tx: Tx, context: Context, { role, ...notice }: Told): Promise<void> {
  const positions = await listPositions(tx, notice.agencyId, vietnamDate(context.clock.now()));
  const personIds = positions.filter((position) => position.roles.includes(role)).map((position) => position.personId);
  await notify(tx, context, { ...notice, personIds: [...new Set(personIds)] });
}

/** Both sides read their pages again. */
export async function publishOutgoing(tx: Tx, agencyId: string, ids: readonly string[]): Promise<void> {
  await publish(tx, { topic: 'outgoing', agencyId, ids: [...ids] });
  await publish(tx, { topic: 'interchange', agencyId, ids: [...ids] });
}

export async function publishIncoming(tx: Tx, agencyId: string, ids: readonly string[]): Promise<void> {
  await publish(tx, { topic: 'incoming', agencyId, ids: [...ids] });
}
