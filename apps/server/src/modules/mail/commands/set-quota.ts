import type { MailboxView, SetMailboxQuota } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { updateMailbox } from '../mail.store.ts';
import { changeMailbox } from './change-mailbox.ts';

/** @throws AppError 404 `mail.not_found` · 403 `mail.set_quota.forbidden` */
export async function setMailboxQuota(
  context: ActingContext,
  id: string,
  { quotaMb }: z.output<typeof SetMailboxQuota>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.set_quota', async (tx, mailbox) => {
    if (mailbox.quota_mb === quotaMb) {
      return undefined;
    }
    await updateMailbox(tx, context, mailbox, { set: { quota_mb: quotaMb } });
    const before = mailbox.quota_mb === null ? '' : ` (trước: ${mailbox.quota_mb} MB)`;
    return {
      mailbox: { ...mailbox, quota_mb: quotaMb },
      text: `Dung lượng hộp thư ${quotaMb} MB${before}`,
      detail: { from: mailbox.quota_mb, to: quotaMb },
      commands: [{ kind: 'quota', quotaMb }],
    };
  });
}
