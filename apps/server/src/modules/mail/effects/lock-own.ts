import type { Tx } from '../../../platform/db.ts';
import { findByAddress, lockById, mailboxNotFound } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';

/** @throws AppError 404 `mail.not_found`, also for a mailbox of another agency */
export async function lockOwn(tx: Tx, agencyId: string, address: string): Promise<MailboxRow> {
  const found = await findByAddress(tx, address);
  const row = found?.agency_id === agencyId ? await lockById(tx, found.id) : undefined;
  if (row === undefined) {
    throw mailboxNotFound();
  }
  return row;
}
