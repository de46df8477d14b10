import type { DovecotBox } from '#modules/mail';
import type { MailClient } from '../auth/authenticate-mail.ts';

/** A receiver that Postfix named; without a box one that is not of this office (mail that our people send). */
export interface FilterRecipient {
  /** As the sender wrote it. */
  address: string;
  box: DovecotBox | undefined;
  /** Lies in the mailbox already: a try before this one was cut off after Postfix had it. */
  isThere?: boolean;
}

/** A mail that Postfix handed over, whole; its bytes are durable in the queue of Postfix until we say 250. */
export interface FilteredMail {
  raw: Buffer;
  sha256: string;
  /** Of Postfix; '' while a program of our people waits. */
  queueId: string;
  client: MailClient;
  secure: boolean;
  recipients: readonly FilterRecipient[];
}
