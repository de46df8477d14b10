import type { MailboxView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { type MailboxAction, mailboxPolicies } from '../mail.policy.ts';
import { policyFactsOf } from '../mail.presenter.ts';
import { addHistory, lockById, mailboxNotFound } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendCommand } from '../outbox/backend-command.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { getVisibleMailbox, showMailbox } from '../queries/list-mailboxes.ts';

export interface Change {
  /** The row as it stands after the change. */
  mailbox: MailboxRow;
  text: string;
  detail: Record<string, unknown>;
  commands: BackendCommand[];
}

/**
 * One act on one mailbox in sight: locked, allowed, changed, written into history and audit, told to the mail system. Undefined from
 * `work` means that it is so already.
 * @throws AppError 404 `mail.not_found` · 403 `<action>.forbidden`
 */
export async function changeMailbox(
  context: ActingContext,
  id: string,
  action: MailboxAction,
  work: (tx: Tx, mailbox: MailboxRow) => Promise<Change | undefined>,
): Promise<MailboxView> {
  return command(context, async (tx) => {
    await getVisibleMailbox(tx, context, id);
    const locked = await lockById(tx, id);
    if (locked === undefined) {
      throw mailboxNotFound();
    }
    // Read again behind the lock: what a twin has just done decides.
    const seen = await getVisibleMailbox(tx, context, id);
    mailboxPolicies.authorize(action, context.subject, policyFactsOf(context.subject, seen));
    const change = await work(tx, locked);
    if (change !== undefined) {
      await addHistory(tx, context, locked, { text: change.text });
      await tellBackend(tx, context, change.mailbox, change.commands);
      await publish(tx, { topic: 'mail', agencyId: locked.agency_id, ids: [id] });
    }
    await record(tx, context, {
      action,
      agencyId: locked.agency_id,
      objectKind: 'mailbox',
      objectId: id,
      detail: { address: locked.address, ...(change === undefined ? { unchanged: true } : change.detail) },
    });
    return showMailbox(tx, context, id);
  });
}
