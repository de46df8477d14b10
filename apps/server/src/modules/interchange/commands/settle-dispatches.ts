import type { MarkSentOnPaper, SettleDispatches } from '@congvu/contracts';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import type { DispatchChange } from '../dispatch.store.ts';
import { stepDispatch } from '../interchange.states.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import { actOnDispatches } from './act-on-dispatches.ts';

function markedOnPaper(
  row: DispatchRow,
  { at, sentOn, note }: { at: Date; sentOn: string; note: string },
): DispatchChange | undefined {
  const paper = row.paper === 'due' ? 'sent' : row.paper;
  const step = stepDispatch(row.state, 'sent_on_paper');
  if (step.kind === 'move' || (step.kind === 'keep' && row.paper === 'none')) {
    const sentAt = row.sent_at ?? new Date(`${sentOn}T12:00:00+07:00`);
    return {
      row: { ...row, state: 'sent', on_paper: true, paper, note, sent_at: sentAt, changed_at: at },
      event: { state: 'sent', at, note },
    };
  }
  // The copy that goes beside the message: what the receiver has reported stays as it is.
  return row.paper === 'due'
    ? { row: { ...row, paper, changed_at: at }, event: { state: row.state, at, note } }
    : undefined;
}

/** Đánh dấu đã gửi giấy: the receiver is on no carrier, or the carrier did not get through. */
export async function markSentOnPaper(
  context: ActingContext,
  id: string,
  body: z.infer<typeof MarkSentOnPaper>,
): Promise<{ queued: number }> {
  const now = context.clock.now();
  if (body.sentOn > vietnamDate(now)) {
    throw invalid('interchange.future_date', 'Ngày gửi giấy không thể sau hôm nay.', [
      { path: 'sentOn', message: 'Chọn ngày đã gửi' },
    ]);
  }
  const note = [`Gửi giấy ngày ${printDay(body.sentOn)}`, body.note].filter((part) => part !== '').join(': ');
  const queued = await actOnDispatches(context, {
    ids: [id],
    action: 'interchange.mark_on_paper',
    audited: 'interchange.marked_sent_on_paper',
    detail: { sentOn: body.sentOn },
    change: (row) => markedOnPaper(row, { at: now, sentOn: body.sentOn, note }),
  });
  return { queued };
}

/** Đã xử lý: the clerk has seen to a refusal or a silence by other means; it leaves the list of problems, not the history. */
export async function settleDispatches(
  context: ActingContext,
  body: z.infer<typeof SettleDispatches>,
): Promise<{ queued: number }> {
  const now = context.clock.now();
  const queued = await actOnDispatches(context, {
    ids: body.dispatchIds,
    action: 'interchange.settle',
    audited: 'interchange.settled',
    detail: { note: body.note },
    change: (row) => ({
      row: { ...row, settled_at: now, settled_by: context.subject.displayName },
      event: { state: row.state, at: now, note: `Đã xử lý: ${body.note}` },
    }),
  });
  return { queued };
}
