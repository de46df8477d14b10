import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { stepDispatch } from '../interchange.states.ts';
import { requeueOutbox } from '../outbox/outbox.store.ts';
import { wakeSender } from '../outbox/wake.ts';
import { actWithin } from './act-on-dispatches.ts';

/** In the caller's command; answers how many. */
export function resendWithin(tx: Tx, context: ActingContext, ids: readonly string[]): Promise<number> {
  const now = context.clock.now();
  return actWithin(tx, context, {
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
    afterwards: async (_tx, rows) => {
      const keys = rows.map((row) => ({ messageId: row.message_id, receiverCode: row.receiver_code }));
      await requeueOutbox(tx, context.subject.agencyId, keys, now);
      for (const messageId of new Set(rows.map((row) => row.message_id))) {
        await wakeSender(tx, messageId);
      }
    },
  });
}

/** Gửi lại: the very same bytes once more; a receiver that has them recognises the repetition. */
export async function resendDispatches(context: ActingContext, ids: readonly string[]): Promise<{ queued: number }> {
  return { queued: await command(context, (tx) => resendWithin(tx, context, ids)) };
}
