import type { MailClient } from '../auth/authenticate-mail.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { acceptRecipient } from './recipients.ts';
import { type TakenIn, takeIn } from './take-in.ts';

/** A mail as bytes, with what the connection would have said of it. */
export interface BroughtMail {
  raw: Buffer;
  client: MailClient;
  to: readonly string[];
}

/**
 * A mail that did not come over a connection of ours goes the same way as one that did: recipients, judgement, boxes.
 * @throws SmtpRefusal for an address nobody has here
 */
export async function bringMail(flow: MailFlow, { raw, client, to }: BroughtMail): Promise<TakenIn> {
  const { sha256 } = await flow.services.blobs.put(raw);
  const recipients = await Promise.all(to.map((address) => acceptRecipient(flow.services, address)));
  return takeIn(flow, { raw, sha256, source: 'smtp', client, secure: true, recipients });
}
