import type { MailboxView, SuspendMailbox } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { MAILBOX_TRANSITIONS } from '../mail.states.ts';
import { updateMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendCommand } from '../outbox/backend-command.ts';
import { type Change, changeMailbox } from './change-mailbox.ts';

function moved(mailbox: MailboxRow) {
  return conflict('mail.wrong_state', `Hộp thư ${mailbox.address} vừa thay đổi. Tải lại sổ thư công vụ.`);
}

/** The mailbox receives and opens for nobody; open pages and mail programs are ended. */
export async function suspend(tx: Tx, context: Context, mailbox: MailboxRow, reason: string): Promise<Change> {
  const { from, to } = MAILBOX_TRANSITIONS.suspend;
  const set = { state: to, suspended_reason: reason };
  if (!(await updateMailbox(tx, context, mailbox, { from, set }))) {
    throw moved(mailbox);
  }
  const commands: BackendCommand[] = [{ kind: 'state', effect: 'locked', reason }, { kind: 'kick' }];
  return {
    mailbox: { ...mailbox, ...set },
    text: `Tạm ngừng hộp thư: ${reason}`,
    detail: { from: mailbox.state, to, reason },
    commands,
  };
}

/** @throws AppError 404 `mail.not_found` · 403 `mail.suspend.forbidden` */
export async function suspendMailbox(
  context: ActingContext,
  id: string,
  body: z.output<typeof SuspendMailbox>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.suspend', (tx, mailbox) => suspend(tx, context, mailbox, body.reason));
}

/** @throws AppError 404 `mail.not_found` · 403 `mail.resume.forbidden` */
export async function resumeMailbox(context: ActingContext, id: string): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.resume', async (tx, mailbox) => {
    const { from, to } = MAILBOX_TRANSITIONS.resume;
    const set = { state: to, suspended_reason: null };
    if (!(await updateMailbox(tx, context, mailbox, { from, set }))) {
      throw moved(mailbox);
    }
    return {
      mailbox: { ...mailbox, ...set },
      text: 'Mở lại hộp thư',
      detail: { from: mailbox.state, to },
      commands: [{ kind: 'state', effect: 'active', reason: '' }],
    };
  });
}
