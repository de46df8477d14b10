import { LEAVE_REASONS, printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { MAILBOX_TRANSITIONS } from '../mail.states.ts';
import { addHistory, updateMailbox } from '../mail.store.ts';
import { manualBackend } from '../manual-backend.ts';
import { tellHolderAndUnit } from '../tell.ts';
import { lockOwn } from './lock-own.ts';

/**
 * Mẫu 09 was granted: the register says so at once, forwarding ends, and the mail system has something to do. The same result twice
 * changes nothing.
 * @throws AppError 404 `mail.not_found`
 */
export async function recordRevokedMailbox(
  tx: Tx,
  context: Context,
  given: {
    agencyId: string;
    address: string;
    on: string;
    reason: string;
    requestId: string | null;
    link: string | null;
  },
): Promise<void> {
  const mailbox = await lockOwn(tx, given.agencyId, given.address);
  if (mailbox.state === 'revoked') {
    return;
  }
  const moved = await updateMailbox(tx, context, mailbox, {
    from: MAILBOX_TRANSITIONS.revoke.from,
    set: { state: MAILBOX_TRANSITIONS.revoke.to, closed_on: given.on, forwarding_to: null },
  });
  if (!moved) {
    throw conflict('mail.wrong_state', `Hộp thư ${mailbox.address} vừa thay đổi. Tải lại sổ thư công vụ.`);
  }
  const why = LEAVE_REASONS.find(({ value }) => value === given.reason)?.label ?? given.reason;
  await addHistory(tx, context, mailbox, {
    text: `Thu hồi từ ngày ${printDate(given.on)}: ${why}`,
    link: given.link,
  });
  await manualBackend.lock(tx, context, mailbox, why);
  await record(tx, context, {
    action: 'mail.revoked',
    agencyId: given.agencyId,
    objectKind: 'mailbox',
    objectId: mailbox.id,
    detail: { address: mailbox.address, on: given.on, reason: given.reason, requestId: given.requestId },
  });
  await tellHolderAndUnit(tx, context, mailbox, {
    kind: 'mail.revoked',
    toHolder: `Hộp thư ${mailbox.address} đã được thu hồi (${why}).`,
    toUnit: `Hộp thư ${mailbox.address} của ${mailbox.holder_name} đã được thu hồi (${why}).`,
  });
  await publish(tx, { topic: 'mail', agencyId: given.agencyId, ids: [mailbox.id] });
}
