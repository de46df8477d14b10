import { z } from 'zod';
import { record } from '#modules/audit';
import { membersOf } from '#modules/mail';
import { MAIL_CLEARED_JOB } from '#modules/mailflow';
import { notifyEach } from '#modules/notifications';
import { placeMessages } from '#modules/webmail';
import { type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { OWN_LINK } from '../links.ts';

const Payload = z.object({ messageIds: z.array(z.uuid()).min(1) });

interface HeldCopy {
  agencyId: string;
  mailboxId: string;
  messageId: string;
}

// What somebody has decided about stays as it was decided: kept back by the officer, or concluded to be forged.
const HELD = `
  select item.agency_id as "agencyId", item.mailbox_id as "mailboxId", item.message_id as "messageId"
  from mail_item item join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
  where item.message_id = any($1::uuid[]) and item.direction = 'in' and folder.role = 'quarantine'
    and item.deleted_at is null and item.retracted_at is null
    and not exists (select 1 from mail_attachment file where file.message_id = item.message_id and file.av <> 'clean')
    and not exists (select 1 from threat_release release where release.item_id = item.id and release.state = 'refused')
    and not exists (select 1 from threat_cluster_message part join threat_cluster cluster
        on cluster.agency_id = part.agency_id and cluster.id = part.cluster_id
      where part.message_id = item.message_id and cluster.state = 'forged')
  order by item.agency_id, item.id for update of item`;

async function tellReaders(tx: Tx, services: Services, copies: readonly HeldCopy[]): Promise<void> {
  const notices = [];
  for (const { agencyId, mailboxId } of copies) {
    notices.push({
      agencyId,
      personIds: await membersOf(tx, mailboxId, 'anywhere'),
      kind: 'threats.mail_cleared',
      text: 'Thư bị giữ vì tệp đính kèm đã được quét lại và là sạch (máy quét báo nhầm): thư đã về Thư đến.',
      link: `${OWN_LINK}?muc=cach-ly`,
      reason: 'Có hộp thư nhận các thư này',
    });
  }
  await notifyEach(tx, systemContext(services), notices);
}

/** Mails that only a false alarm of the antivirus had held are back in the inboxes, and their readers hear of it; done twice is done once. */
export async function bringBackCleared(services: Services, messageIds: readonly string[]): Promise<void> {
  const context = systemContext(services);
  // No command: a twin finds nothing held and leaves no leaf.
  await services.db.transaction().execute(async (tx) => {
    const copies = await rawQuery<HeldCopy>(tx, HELD, [messageIds]);
    if (copies.length === 0) {
      return;
    }
    await placeMessages(tx, context, {
      messageIds: [...new Set(copies.map((copy) => copy.messageId))],
      mailboxIds: [...new Set(copies.map((copy) => copy.mailboxId))],
      placement: 'inbox',
      reason: 'Chữ ký mới của máy quét nói tệp đính kèm sạch.',
    });
    await tellReaders(tx, services, copies);
    for (const agencyId of new Set(copies.map((copy) => copy.agencyId))) {
      await record(tx, context, {
        action: 'threats.cleared_mail_back',
        agencyId,
        objectKind: 'mail_message',
        objectId: copies.find((copy) => copy.agencyId === agencyId)?.messageId ?? '',
        detail: { copies: copies.filter((copy) => copy.agencyId === agencyId).length },
      });
    }
  });
}

export function clearedMailJobs(services: Services): JobDefinition[] {
  return [
    {
      name: MAIL_CLEARED_JOB,
      handle: (payload) => bringBackCleared(services, Payload.parse(payload).messageIds),
    },
  ];
}
