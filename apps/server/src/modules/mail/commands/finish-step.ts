import type { DoneMailStep, MailboxView } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { mailboxPolicies } from '../mail.policy.ts';
import { policyFactsOf } from '../mail.presenter.ts';
import { addHistory, mailboxNotFound, updateMailbox } from '../mail.store.ts';
import { mailTables } from '../mail.tables.ts';
import { getVisibleMailbox, showMailbox } from '../queries/list-mailboxes.ts';

/**
 * "Đã làm trên hệ thống thư": the step by hand is recorded with who and when.
 * @throws AppError 404 `mail.not_found` · 409 `mail.step_done`
 */
export async function finishStep(
  context: ActingContext,
  id: string,
  body: z.output<typeof DoneMailStep>,
): Promise<MailboxView> {
  const { subject } = context;
  return command(context, async (tx) => {
    const step = await mailTables(tx).selectFrom('mail_step').selectAll().where('id', '=', id).executeTakeFirst();
    if (step === undefined) {
      throw mailboxNotFound();
    }
    const mailbox = await getVisibleMailbox(tx, context, step.mailbox_id);
    mailboxPolicies.authorize('mail.do_step', subject, { ...policyFactsOf(subject, mailbox), hasStep: true });
    const done = await mailTables(tx)
      .updateTable('mail_step')
      .set({ done_at: context.clock.now(), done_by: subject.displayName, note: body.note ?? null })
      .where('agency_id', '=', step.agency_id)
      .where('id', '=', step.id)
      .where('done_at', 'is', null)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) {
      throw conflict('mail.step_done', 'Việc này đã có người xác nhận làm xong. Tải lại sổ thư công vụ.');
    }
    if (step.kind === 'close' && mailbox.shut_at === null) {
      await updateMailbox(tx, context, mailbox, { from: ['revoked'], set: { shut_at: context.clock.now() } });
    }
    const note = body.note === undefined || body.note === '' ? '' : ` (${body.note})`;
    await addHistory(tx, context, mailbox, { text: `Đã làm trên hệ thống thư: ${step.text}${note}` });
    await record(tx, context, {
      action: 'mail.step_done',
      agencyId: step.agency_id,
      objectKind: 'mailbox',
      objectId: mailbox.id,
      detail: { step: step.kind, address: mailbox.address },
    });
    await publish(tx, { topic: 'mail', agencyId: step.agency_id, ids: [mailbox.id] });
    return showMailbox(tx, context, mailbox.id);
  });
}
