import { record } from '#modules/audit';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { suspend } from '../commands/suspend-mailbox.ts';
import { idleReason } from '../idle-mailboxes.ts';
import { settingOf } from '../mail.settings.ts';
import { addHistory, lockById } from '../mail.store.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { tellHolderAndUnit } from '../tell.ts';

const DAY_MS = 86_400_000;
const PORTION = 200;

/** Counted from the day a mail system first told us of any use. */
const IDLE = `
  select mailbox.id from mailbox left join mail_use on mail_use.mailbox_id = mailbox.id
  where mailbox.agency_id = $1 and mailbox.kind = 'person' and mailbox.state = 'active'
    and mailbox.backend in ('embedded', 'postfix') and mailbox.hosted_since is not null
    and greatest(mailbox.last_sign_in_at, mail_use.sent_at, mailbox.hosted_since) < $2
  order by mailbox.id limit ${PORTION}`;

async function suspendOne(services: Services, id: string, idleDays: number): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const mailbox = await lockById(tx, id);
    if (mailbox?.state !== 'active') {
      return;
    }
    const change = await suspend(tx, context, mailbox, idleReason(idleDays));
    await addHistory(tx, context, mailbox, { text: change.text });
    await tellBackend(tx, context, change.mailbox, change.commands);
    await record(tx, context, {
      action: 'mail.suspend',
      agencyId: mailbox.agency_id,
      objectKind: 'mailbox',
      objectId: id,
      detail: { address: mailbox.address, ...change.detail },
    });
    await tellHolderAndUnit(tx, context, mailbox, {
      kind: 'mail.suspended',
      toHolder: `Hộp thư ${mailbox.address} tạm ngừng vì không dùng trên ${idleDays} ngày. Cần dùng lại thì báo quản trị.`,
      toUnit: `Hộp thư ${mailbox.address} của ${mailbox.holder_name} tạm ngừng vì không dùng trên ${idleDays} ngày; không cần nữa thì đề nghị thu hồi (Mẫu số 09).`,
    });
    await publish(tx, { topic: 'mail', agencyId: mailbox.agency_id, ids: [id] });
  });
}

/** Mailboxes nobody opens are shut to sign-in (QCVN 12:2026/BCA: 45 days); letters still arrive. */
export async function suspendIdle(services: Services): Promise<void> {
  const agencies = await rawQuery<{ agency_id: string }>(
    services.db,
    "select distinct agency_id from mailbox where backend in ('embedded', 'postfix') and state = 'active'",
    [],
  );
  for (const { agency_id: agencyId } of agencies) {
    const { idle_days: idleDays } = await settingOf(services.db, services.clock, agencyId);
    const since = new Date(services.clock.now().getTime() - idleDays * DAY_MS);
    const idle = idleDays === 0 ? [] : await rawQuery<{ id: string }>(services.db, IDLE, [agencyId, since]);
    for (const { id } of idle) {
      await suspendOne(services, id, idleDays);
    }
  }
}
