import type { HashSigner } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { listParts } from '../parts.store.ts';
import type { SentTicket, SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { openTrustedTime } from '../time/trusted-time.ts';
import { type AskedItem, takeAnswer } from './ask-device.ts';

function isOverdue(ticket: SentTicket, now: Date): boolean {
  return ticket.expiresAt !== undefined && new Date(ticket.expiresAt) < now;
}

/** Whose signatures the device was asked for, in the order of its answer. What is over by now still has its place in it. */
async function askedBy(
  { db }: Pick<Services, 'db'>,
  ticket: SentTicket,
  sessions: readonly SessionRow[],
): Promise<AskedItem[]> {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const byItem = new Map(byId);
  const [first] = sessions;
  for (const part of first === undefined ? [] : await listParts(db, first.agency_id, [...byId.keys()])) {
    const session = byId.get(part.session_id);
    if (session !== undefined) {
      byItem.set(part.id, session);
    }
  }
  return ticket.itemIds.map((itemId) => ({ itemId, session: byItem.get(itemId) }));
}

/** Asks the device again about what it was given before; true when there is something new. */
export async function followUp(
  act: SigningAct,
  signer: HashSigner,
  ticket: SentTicket,
  sessions: readonly SessionRow[],
): Promise<boolean> {
  const { context } = act;
  const asked = await askedBy(context, ticket, sessions);
  let answer = await signer.poll(ticket);
  if (answer === 'pending') {
    if (!isOverdue(ticket, context.clock.now())) {
      return false;
    }
    await signer.cancel(ticket);
    answer = { failed: 'expired' };
  }
  await takeAnswer(act, openTrustedTime(context, act.ports, act.batch.agency_id), asked, answer);
  return true;
}
