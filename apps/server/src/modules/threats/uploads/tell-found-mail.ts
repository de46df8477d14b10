import { z } from 'zod';
import { record } from '#modules/audit';
import { membersOf } from '#modules/mail';
import { MAIL_FOUND_JOB } from '#modules/mailflow';
import { type Notice, notifyEach } from '#modules/notifications';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { centreLink, OWN_LINK } from '../links.ts';
import { findOfficeOf } from '../office.ts';
import { officersOfDay } from './told-people.ts';

const Payload = z.object({ messageIds: z.array(z.uuid()).min(1) });
const KIND = 'threats.found_mail';

interface HeldCopy {
  agencyId: string;
  mailboxId: string;
}

const HELD = `
  select distinct item.agency_id as "agencyId", item.mailbox_id as "mailboxId"
  from mail_item item join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
  where item.message_id = any($1::uuid[]) and item.direction = 'in' and folder.role = 'quarantine' and item.deleted_at is null
  order by 1, 2`;

async function noticesOf(tx: Tx, context: Context, copies: readonly HeldCopy[]): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const { agencyId, mailboxId } of copies) {
    notices.push({
      agencyId,
      personIds: await membersOf(tx, mailboxId, 'anywhere'),
      kind: KIND,
      text: 'Một thư đã nhận có tệp vừa được nhận ra mã độc: thư đã chuyển vào cách ly. Đã mở tệp ấy thì báo cán bộ an toàn thông tin quét máy.',
      link: `${OWN_LINK}?muc=cach-ly`,
      reason: 'Có hộp thư nhận thư này',
    });
  }
  const offices = new Map<string, number>();
  for (const { agencyId } of copies) {
    const officeId = await findOfficeOf(tx, agencyId);
    if (officeId !== undefined) {
      offices.set(officeId, (offices.get(officeId) ?? 0) + 1);
    }
  }
  for (const [officeId, boxes] of offices) {
    notices.push({
      agencyId: officeId,
      personIds: await officersOfDay(tx, context, officeId),
      kind: KIND,
      text: `Thư ở ${boxes} hộp thư có tệp vừa được nhận ra mã độc: đã chuyển vào cách ly. Cho quét máy của những người đã mở tệp.`,
      link: `${centreLink()}?muc=cach-ly`,
      reason: 'Phụ trách an toàn thư',
    });
  }
  return notices;
}

/** Who had the mail in the inbox hears that it is gone, and why; the daily digest tells of new mail only. */
export async function tellFoundMail(services: Services, messageIds: readonly string[]): Promise<void> {
  const context = systemContext(services);
  const copies = await rawQuery<HeldCopy>(services.db, HELD, [messageIds]);
  const [first] = copies;
  if (first === undefined) {
    return;
  }
  await command(context, async (tx) => {
    await notifyEach(tx, context, await noticesOf(tx, context, copies));
    await record(tx, context, {
      action: 'threats.found_mail_told',
      agencyId: first.agencyId,
      objectKind: 'mail_message',
      objectId: messageIds[0] ?? '',
      detail: { boxes: copies.length },
    });
    return null;
  });
}

export function foundMailJobs(services: Services): JobDefinition[] {
  return [{ name: MAIL_FOUND_JOB, handle: (payload) => tellFoundMail(services, Payload.parse(payload).messageIds) }];
}
