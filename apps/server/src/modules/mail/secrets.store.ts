import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { type MailboxRow, mailTables } from './mail.tables.ts';

/** Voids app passwords: all of the mailbox, of one person, or one. How many there were. */
export async function revokeSecrets(
  tx: Tx,
  context: Context,
  mailbox: Pick<MailboxRow, 'agency_id' | 'id'>,
  which: { reason: string; personId?: string; secretId?: string },
): Promise<number> {
  let query = mailTables(tx)
    .updateTable('mail_secret')
    .set({ revoked_at: context.clock.now(), revoked_reason: which.reason })
    .where('agency_id', '=', mailbox.agency_id)
    .where('mailbox_id', '=', mailbox.id)
    .where('revoked_at', 'is', null);
  query = which.personId === undefined ? query : query.where('person_id', '=', which.personId);
  query = which.secretId === undefined ? query : query.where('id', '=', which.secretId);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}
