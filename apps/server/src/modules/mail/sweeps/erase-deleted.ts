import type { Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailPorts } from '../ports.ts';

export const ERASE_JOB = 'mail.erase_deleted';

/** The letters of a mailbox whose deletion was approved; begun again after a crash it goes on where it stopped. */
export async function eraseDeleted(services: Services, ports: MailPorts, mailboxId: string): Promise<void> {
  const deleted = await rawQuery(
    services.db,
    "select 1 from mailbox where id = $1 and deleted_at is not null and backend = 'embedded'",
    [mailboxId],
  );
  if (deleted.length > 0) {
    await ports.eraseMessages(services, mailboxId);
  }
}
