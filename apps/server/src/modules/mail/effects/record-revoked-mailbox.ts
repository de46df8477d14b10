import { LEAVE_REASONS } from '@congvu/forms';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { MAILBOX_TRANSITIONS } from '../mail.states.ts';
import { addHistory, updateMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendCommand } from '../outbox/backend-command.ts';
import { tellBackend } from '../outbox/tell-backend.ts';
import { retainUntil } from '../retention.ts';
import { revokeSecrets } from '../secrets.store.ts';
import { tellHolderAndUnit } from '../tell.ts';
import { lockOwn } from './lock-own.ts';

/** In the order of the spec (mail.md §4): state, passwords, forward, then open sessions. */
function commandsOf(mailbox: MailboxRow, why: string): BackendCommand[] {
  return [
    { kind: 'state', effect: 'retained', reason: why },
    { kind: 'revoke_secrets' },
    { kind: 'forward', target: mailbox.forwarding_to, until: mailbox.retain_until ?? '' },
    { kind: 'kick' },
  ];
}

/**
 * Mẫu 09 was granted: the mailbox opens for nobody from this commit on, its app passwords are void, letters go to the successor until
 * the retention ends, and the mail system is told. The same result twice changes nothing.
 * @throws AppError 404 `mail.not_found` · 409 `mail.wrong_state`
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
  const set = {
    state: MAILBOX_TRANSITIONS.revoke.to,
    closed_on: given.on,
    forwarding_to: mailbox.successor_to,
    retain_until: await retainUntil(tx, context, mailbox, given.on),
  };
  const moved = await updateMailbox(tx, context, mailbox, { from: MAILBOX_TRANSITIONS.revoke.from, set });
  if (!moved) {
    throw conflict('mail.wrong_state', `Hộp thư ${mailbox.address} vừa thay đổi. Tải lại sổ thư công vụ.`);
  }
  const why = LEAVE_REASONS.find(({ value }) => value === given.reason)?.label ?? given.reason;
  const passwords = await revokeSecrets(tx, context, mailbox, { reason: why });
  const forward = set.forwarding_to === null ? '' : `; thư chuyển tiếp đến ${set.forwarding_to}`;
  await addHistory(tx, context, mailbox, {
    text: `Thu hồi từ ngày ${printDay(given.on)}: ${why}; giữ đến hết ngày ${printDay(set.retain_until)}${forward}`,
    link: given.link,
  });
  const revoked = { ...mailbox, ...set };
  await tellBackend(tx, context, revoked, commandsOf(revoked, why));
  await record(tx, context, {
    action: 'mail.revoked',
    agencyId: given.agencyId,
    objectKind: 'mailbox',
    objectId: mailbox.id,
    detail: {
      address: mailbox.address,
      on: given.on,
      reason: given.reason,
      requestId: given.requestId,
      retainUntil: set.retain_until,
      passwords,
    },
  });
  await tellHolderAndUnit(tx, context, mailbox, {
    kind: 'mail.revoked',
    toHolder: `Hộp thư ${mailbox.address} đã được thu hồi (${why}).`,
    toUnit: `Hộp thư ${mailbox.address} của ${mailbox.holder_name} đã được thu hồi (${why}).`,
  });
  await publish(tx, { topic: 'mail', agencyId: given.agencyId, ids: [mailbox.id] });
}
