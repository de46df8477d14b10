import type { HashSigner } from '@congvu/pki';
import type { SentTicket, SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { openTrustedTime } from '../time/trusted-time.ts';
import { takeAnswer } from './ask-device.ts';

function isOverdue(ticket: SentTicket, now: Date): boolean {
  return ticket.expiresAt !== undefined && new Date(ticket.expiresAt) < now;
}

/** Asks the device again about what it was given before; true when there is something new. */
export async function followUp(
  act: SigningAct,
  signer: HashSigner,
  ticket: SentTicket,
  sessions: readonly SessionRow[],
): Promise<boolean> {
  const { context } = act;
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const asked = ticket.sessionIds.flatMap((id) => byId.get(id) ?? []);
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
