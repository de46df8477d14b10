import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { MailboxRow } from './mail.tables.ts';

/** What keeps the mailboxes themselves. Called in the transaction that changes the register; slow work goes into a job. */
export interface MailBackend {
  name: 'manual';
  label: string;
  create(tx: Tx, context: Context, mailbox: MailboxRow): Promise<void>;
  lock(tx: Tx, context: Context, mailbox: MailboxRow, reason: string): Promise<void>;
}
