import type { SetMailboxPassword } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { proveSelf } from '#modules/identity';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError, conflict, invalid } from '../../../platform/errors.ts';
import { MailBackendError } from '../backends/errors.ts';
import { setZimbraPassword } from '../backends/zimbra/set-password.ts';
import { effectOf } from '../mail.states.ts';
import { addHistory, mailboxNotFound } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { mayOpen } from '../seams/access.ts';

async function ownAtZimbra(context: ActingContext, id: string): Promise<MailboxRow & { backend_id: string }> {
  if ((await mayOpen(context.db, context.subject, id, 'anywhere')) !== 'own') {
    throw mailboxNotFound();
  }
  const mailbox = await mailTables(context.db)
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const { backend_id } = mailbox;
  if (mailbox.backend !== 'zimbra' || backend_id === null || effectOf(mailbox) !== 'active') {
    throw conflict('mail.password_elsewhere', 'Hộp thư này không đặt ở Zimbra, chưa tạo xong hoặc đang tạm ngừng.');
  }
  return { ...mailbox, backend_id };
}

function explain(error: unknown): unknown {
  if (!(error instanceof MailBackendError)) {
    return error;
  }
  return error.code === 'UNREACHABLE'
    ? new AppError('mail.password_unreachable', 503, `${error.message} Mật khẩu chưa đổi, thử lại sau.`)
    : invalid('mail.password_refused', error.message, [{ path: 'newPassword', message: error.message }]);
}

/**
 * The holder sets the password of the own mailbox at Zimbra: no administrator ever knows it. It is kept nowhere here, not even hashed,
 * so a repeated request is answered by asking again.
 * @throws AppError 404 `mail.not_found` · 409 `mail.password_elsewhere` · 422 `mail.password_refused` · 503 `mail.password_unreachable` ·
 * what `proveSelf` throws
 */
export async function setMailboxPassword(
  context: ActingContext,
  mailboxId: string,
  body: z.output<typeof SetMailboxPassword>,
): Promise<{ id: string }> {
  const { password, code, newPassword } = body;
  await proveSelf(context, { password, ...(code !== undefined && { code }) });
  const mailbox = await ownAtZimbra(context, mailboxId);
  try {
    await setZimbraPassword(context, { agencyId: mailbox.agency_id, backendId: mailbox.backend_id }, newPassword);
  } catch (error) {
    throw explain(error);
  }
  return command({ ...context, idempotency: undefined }, async (tx) => {
    await addHistory(tx, context, mailbox, { text: 'Chủ hộp thư đặt mật khẩu ở Zimbra' });
    await record(tx, context, {
      action: 'mail.mailbox_password_set',
      agencyId: mailbox.agency_id,
      objectKind: 'mailbox',
      objectId: mailbox.id,
    });
    return { id: mailboxId };
  });
}
