import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { addHistory, updateMailbox } from './mail.store.ts';
import type { MailboxRow } from './mail.tables.ts';
import type { BackendCommand } from './outbox/backend-command.ts';
import { tellBackend } from './outbox/tell-backend.ts';
import { revokeSecrets } from './secrets.store.ts';

const OPENED = `
  select mailbox.* from mailbox
  where mailbox.agency_id = $1 and mailbox.state in ('active', 'suspended', 'revoke_requested')
    and (mailbox.person_id = $2 or mailbox.id in (select mailbox_id from mail_secret where person_id = $2 and revoked_at is null))
  order by mailbox.id for no key update`;

/** A forward the holder, or whoever knows the password, has set on a mailbox in use. */
async function clearForward(tx: Tx, context: Context, mailbox: MailboxRow): Promise<BackendCommand[]> {
  const end: BackendCommand[] = [{ kind: 'forward', target: null, until: '' }];
  if (mailbox.forwarding_to === null) {
    // What was set on the pages of Zimbra the register does not know.
    return mailbox.backend === 'zimbra' ? end : [];
  }
  await updateMailbox(tx, context, mailbox, { set: { forwarding_to: null } });
  return end;
}

/**
 * Somebody else knows the password: the ways into the mailboxes besides it end. App passwords of the person are void from this commit on,
 * a forward of the own mailbox is cleared, open pages and mail programs are ended.
 */
export async function closeDoors(
  tx: Tx,
  context: Context,
  holder: { personId: string; agencyId: string },
): Promise<{ secrets: number; forward: boolean }> {
  const closed = { secrets: 0, forward: false };
  for (const mailbox of await rawQuery<MailboxRow>(tx, OPENED, [holder.agencyId, holder.personId])) {
    const isOwn = mailbox.person_id === holder.personId;
    const which = { reason: 'Nghi lộ mật khẩu', personId: holder.personId };
    const secrets = await revokeSecrets(tx, context, mailbox, which);
    const forward = isOwn ? await clearForward(tx, context, mailbox) : [];
    closed.secrets += secrets;
    const forwarded = forward.length > 0 && mailbox.forwarding_to !== null;
    closed.forward ||= forwarded;
    const said = forwarded ? `; bỏ chuyển tiếp đến ${mailbox.forwarding_to}` : '';
    await addHistory(tx, context, mailbox, { text: `Nghi lộ mật khẩu: hủy ${secrets} mật khẩu thiết bị${said}` });
    const passwords: BackendCommand[] = isOwn ? [{ kind: 'revoke_secrets' }] : [];
    await tellBackend(tx, context, { ...mailbox, forwarding_to: isOwn ? null : mailbox.forwarding_to }, [
      ...passwords,
      ...forward,
      { kind: 'kick' },
    ]);
    await record(tx, context, {
      action: 'mail.doors_closed',
      agencyId: mailbox.agency_id,
      objectKind: 'mailbox',
      objectId: mailbox.id,
      detail: { personId: holder.personId, secrets, forward: forwarded },
    });
  }
  return closed;
}
