import type { SMTPServerSession } from 'smtp-server';
import type { MailClient } from '../auth/authenticate-mail.ts';
import type { AcceptedRecipient } from './recipients.ts';

/** Who is signed in on a line of submission. */
export interface Submitter {
  mailboxId: string;
  agencyId: string;
  personId: string;
  addresses: readonly string[];
}

interface Noted {
  /** Of this transaction, by the address as written. */
  recipients: Map<string, AcceptedRecipient>;
  unknown: number;
}

const notes = new WeakMap<SMTPServerSession, Noted>();

export function notesOf(session: SMTPServerSession): Noted {
  const known = notes.get(session);
  if (known !== undefined) {
    return known;
  }
  const fresh: Noted = { recipients: new Map(), unknown: 0 };
  notes.set(session, fresh);
  return fresh;
}

export function submitterOf(session: SMTPServerSession): Submitter | undefined {
  // Set by our own onAuth and by nothing else.
  return session.user as Submitter | undefined;
}

/** The client itself, or what a relay of ours says of it (XFORWARD, XCLIENT): SPF is never judged for our own relay. */
export function clientOf(session: SMTPServerSession): MailClient {
  const { mailFrom } = session.envelope;
  return {
    ip: session.remoteAddress,
    helo: typeof session.hostNameAppearsAs === 'string' ? session.hostNameAppearsAs : '',
    sender: mailFrom === false ? '' : mailFrom.address,
  };
}
