import { recordAll } from '#modules/audit';
import { addUsage } from '#modules/mail';
import { command, type Services, systemContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { limitsOf } from './compose/limits.ts';
import { purgeMessages } from './delivery/purge.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 1_000;

interface Gone {
  agency_id: string;
  mailbox_id: string;
  message_id: string;
  size: number;
  deleted_at: Date | null;
}

async function emptyBins(services: Services, agencyId: string): Promise<void> {
  const { binDays } = await limitsOf(services.db, agencyId);
  const before = new Date(services.clock.now().getTime() - binDays * DAY_MS);
  const context = systemContext(services);
  await command(context, async (tx) => {
    const gone = await rawQuery<Gone>(
      tx,
      `delete from mail_item where (agency_id, id) in (
         select agency_id, id from mail_item where agency_id = $1 and (binned_at < $2 or deleted_at < $2)
         order by id limit ${AT_ONCE} for update skip locked)
       returning agency_id, mailbox_id, message_id, size, deleted_at`,
      [agencyId, before],
    );
    const byBox = Map.groupBy(gone, (row) => row.mailbox_id);
    for (const [mailboxId, rows] of [...byBox].sort(([a], [b]) => (a < b ? -1 : 1))) {
      // What was deleted by hand is off the quota already.
      const bytes = rows.filter((row) => row.deleted_at === null).reduce((sum, row) => sum + row.size, 0);
      if (bytes > 0) {
        await addUsage(tx, mailboxId, -bytes);
      }
    }
    await purgeMessages(tx, context, { agencyId, messageIds: gone.map((row) => row.message_id) });
    await recordAll(
      tx,
      context,
      [...byBox].map(([mailboxId, rows]) => ({
        action: 'webmail.bin_emptied',
        agencyId,
        objectKind: 'mailbox',
        objectId: mailboxId,
        detail: { emails: rows.length },
      })),
    );
  });
}

/** What has lain in the bin for its days leaves the boxes; the bytes go with the last copy. */
export async function sweepBins(services: Services): Promise<void> {
  const rows = await rawQuery<{ agency_id: string }>(
    services.db,
    'select distinct agency_id from mail_item where binned_at is not null or deleted_at is not null',
    [],
  );
  for (const { agency_id } of rows) {
    await emptyBins(services, agency_id);
  }
}
