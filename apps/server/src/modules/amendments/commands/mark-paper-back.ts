import type { AmendmentAck, MarkPaperBack } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { setChange } from '#modules/interchange';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { publishOutgoing } from '../amendments.notices.ts';
import { askedPolicies } from '../amendments.policy.ts';
import { listReceivers, takePaperBack } from '../amendments.store.ts';
import { changeKindOf } from '../exchange/ask-receivers.ts';
import { lockWithDocument } from '../load-amended.ts';
import { acknowledge } from './take-back.ts';

/** "Đã thu bản giấy": the paper of a recalled letter is sent back (Decree 30/2020 Art. 18.3). Whoever had nothing else has thereby agreed. */
export async function markPaperBack(
  context: ActingContext,
  { id, dispatchId }: { id: string; dispatchId: string },
  body: z.output<typeof MarkPaperBack>,
): Promise<AmendmentAck> {
  const { agencyId } = context.subject;
  if (body.backOn > vietnamDate(context.clock.now())) {
    throw invalid('amendments.future_date', 'Ngày thu bản giấy không thể sau hôm nay.', [
      { path: 'backOn', message: 'Chọn ngày đã thu' },
    ]);
  }
  return command(context, async (tx) => {
    const { row } = await lockWithDocument(tx, context, id);
    const receiver = (await listReceivers(tx, agencyId, [id])).find((one) => one.dispatch_id === dispatchId);
    if (receiver === undefined) {
      throw notFound('amendments.receiver_not_asked', 'Nơi nhận này không thuộc yêu cầu. Tải lại trang.');
    }
    const { paper } = receiver;
    askedPolicies.authorize('amendments.paper_back', context.subject, {
      agencyId,
      kind: row.kind,
      state: row.state,
      paper,
    });
    if (!(await takePaperBack(tx, receiver, { on: body.backOn, note: body.note }))) {
      throw conflict('amendments.wrong_state', 'Bản giấy ở nơi nhận này đã được đánh dấu thu. Tải lại để xem.');
    }
    const text = `Thu bản giấy từ ${receiver.receiver_name} ngày ${printDay(body.backOn)}`;
    if (receiver.state === 'on_paper') {
      const kind = changeKindOf(row.kind);
      await setChange(tx, context, { agencyId, dispatchIds: [dispatchId], change: 'agreed', kind, note: text });
    }
    const documentId = row.target_id;
    await addMovement(tx, context, { agencyId, documentId, kind: 'paper_back', text });
    await record(tx, context, {
      action: 'amendments.paper_back',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { amendment: id, receiver: receiver.receiver_code, backOn: body.backOn },
    });
    await publishOutgoing(tx, agencyId, [documentId]);
    return acknowledge(row, 1);
  });
}
