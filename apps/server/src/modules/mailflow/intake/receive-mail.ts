import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { MailFlow } from '../mailflow.flow.ts';
import type { Gate } from './gate.ts';
import { type MailMemory, readData } from './read-data.ts';
import type { AcceptedRecipient } from './recipients.ts';
import { clientOf, notesOf } from './session.ts';
import { SmtpRefusal, tryAgain } from './smtp-reply.ts';
import { type Arrival, takeIn } from './take-in.ts';

function recipientsOf(session: SMTPServerSession): AcceptedRecipient[] {
  const { recipients } = notesOf(session);
  return session.envelope.rcptTo.flatMap(({ address }) => recipients.get(address) ?? []);
}

/**
 * A mail from the network. 250 is said when its bytes and the copies in the boxes are durable, and not before; whoever is cut off
 * comes again, and the same bytes are the same mail.
 * @throws SmtpRefusal
 */
export async function receiveMail(
  flow: MailFlow,
  { gate, memory }: { gate: Gate; memory: MailMemory },
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const recipients = recipientsOf(session);
  const client = clientOf(session);
  const { sha256, raw, size } = await readData(stream, flow.services.blobs, memory);
  try {
    await judgeAndStore(flow, gate, { raw, sha256, source: 'smtp', client, secure: session.secure, recipients });
  } finally {
    memory.release(size);
  }
}

async function judgeAndStore(flow: MailFlow, gate: Gate, arrival: Arrival): Promise<void> {
  if (arrival.recipients.length === 0) {
    throw new SmtpRefusal(554, '5.5.1 No valid recipients');
  }
  const taken = await gate.run(() => takeIn(flow, arrival));
  if (taken.kind === 'temporary') {
    throw new SmtpRefusal(451, '4.4.3 Name service did not answer, sender not verified; please try again later');
  }
}

/** Refusals go out as they are; whatever else breaks is no reason to refuse for good. */
export function replyOf(flow: MailFlow, error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) {
    return error;
  }
  flow.services.log.warn({ err: error }, 'a mail could not be taken in, the sender is asked to come again');
  return tryAgain(error);
}
