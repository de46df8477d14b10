import type { ActingContext } from '../../../platform/context.ts';
import { stepDispatch } from '../interchange.states.ts';
import { requeueOutbox } from '../outbox/outbox.store.ts';
import { wakeSender } from '../outbox/wake.ts';
import { actOnDispatches } from './act-on-dispatches.ts';

/** Gửi lại: the very same bytes once more; a receiver that has them recognises the repetition. */
export async function resendDispatches(context: ActingContext, ids: readonly string[]): Promise<{ queued: number }> {
  const now = context.clock.now();
  const queued = await actOnDispatches(context, {
    ids,
    action: 'interchange.resend',
    audited: 'interchange.resent',
    change: (row) => {
      const step = stepDispatch(row.state, 'resend');
      if (step.kind !== 'move' && step.kind !== 'keep') {
        return undefined;
      }
      const state = step.kind === 'move' ? step.to : row.state;
      return {
        row: { ...row, state, note: '', changed_at: now, settled_at: null, settled_by: null },
        event: { state, at: now, note: `${context.subject.displayName} gửi lại` },
      };
    },
    afterwards: async (tx, rows) => {
      await requeueOutbox(
        tx,
        context.subject.agencyId,
        rows.map((row) => ({ messageId: row.message_id, receiverCode: row.receiver_code })),
        now,
      );
      for (const messageId of new Set(rows.map((row) => row.message_id))) {
        await wakeSender(tx, messageId);
      }
    },
  });
  return { queued };
}
