import type { MailboxView, NameMailboxSuccessor } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { findByAddress, updateMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import { type Change, changeMailbox } from './change-mailbox.ts';

/** Only to a mailbox in use of the same agency: official letters never leave it by forwarding. */
async function successorOf(tx: Tx, mailbox: MailboxRow, address: string): Promise<string> {
  const found = await findByAddress(tx, address);
  const isUsable = found?.agency_id === mailbox.agency_id && found.id !== mailbox.id && found.state === 'active';
  if (!isUsable) {
    const message = 'Thư chỉ chuyển đến một hộp thư đang dùng của cùng cơ quan: của người kế nhiệm hoặc của đơn vị.';
    throw invalid('mail.successor_invalid', message, [{ path: 'address', message }]);
  }
  return found.address_key;
}

/** What is written: before the revocation it waits, afterwards it counts at the next letter. */
function changeTo(mailbox: MailboxRow, target: string | null): Change {
  const isRevoked = mailbox.state === 'revoked';
  const when = isRevoked ? 'Chuyển tiếp thư' : 'Khi thu hồi, chuyển tiếp thư';
  return {
    mailbox: { ...mailbox, successor_to: target, ...(isRevoked && { forwarding_to: target }) },
    text: target === null ? 'Không chuyển tiếp thư khi thu hồi' : `${when} đến ${target}`,
    detail: { to: target, now: isRevoked },
    commands: isRevoked ? [{ kind: 'forward', target, until: mailbox.retain_until ?? '' }] : [],
  };
}

/**
 * Who gets the letters of somebody who leaves.
 * @throws AppError 404 `mail.not_found` · 403 `mail.name_successor.forbidden` · 409 `mail.wrong_state` · 422 `mail.successor_invalid`
 */
export async function nameSuccessor(
  context: ActingContext,
  id: string,
  body: z.output<typeof NameMailboxSuccessor>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.name_successor', async (tx, mailbox) => {
    if (mailbox.shut_at !== null) {
      throw conflict('mail.wrong_state', 'Hộp thư đã đóng: thư đến bị từ chối, không chuyển tiếp nữa.');
    }
    const target = body.address === null ? null : await successorOf(tx, mailbox, body.address);
    const change = changeTo(mailbox, target);
    const { successor_to, forwarding_to } = change.mailbox;
    if (successor_to === mailbox.successor_to && forwarding_to === mailbox.forwarding_to) {
      return undefined;
    }
    await updateMailbox(tx, context, mailbox, { set: { successor_to, forwarding_to } });
    return change;
  });
}
