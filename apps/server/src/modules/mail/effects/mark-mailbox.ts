import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { MAILBOX_TRANSITIONS } from '../mail.states.ts';
import { addHistory, updateMailbox } from '../mail.store.ts';
import { lockOwn } from './lock-own.ts';

/**
 * While Mẫu 09 is under way, and back when it is withdrawn or refused. A mailbox that is somewhere else meanwhile stays where it is.
 * @throws AppError 404 `mail.not_found`
 */
export async function markMailbox(
  tx: Tx,
  context: Context,
  given: { agencyId: string; address: string; state: 'revoke_requested' | 'active'; text: string; link: string | null },
): Promise<void> {
  const mailbox = await lockOwn(tx, given.agencyId, given.address);
  const { from, to } =
    given.state === 'active' ? MAILBOX_TRANSITIONS.give_up_revocation : MAILBOX_TRANSITIONS.request_revocation;
  if (!(await updateMailbox(tx, context, mailbox, { from, set: { state: to } }))) {
    return;
  }
  await addHistory(tx, context, mailbox, { text: given.text, link: given.link });
  await record(tx, context, {
    action: 'mail.marked',
    agencyId: given.agencyId,
    objectKind: 'mailbox',
    objectId: mailbox.id,
    detail: { address: mailbox.address, from: mailbox.state, to },
  });
  await publish(tx, { topic: 'mail', agencyId: given.agencyId, ids: [mailbox.id] });
}
