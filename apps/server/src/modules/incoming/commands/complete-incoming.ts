import type { CompleteIncoming, IncomingAck } from '@congvu/contracts';
import type { z } from 'zod';
import { finishParts } from '#modules/tasks';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { incomingPolicies } from '../incoming.policy.ts';
import { mayAct } from '../incoming.states.ts';
import { transitionIncoming, wrongState } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, guardWords, loadVisible, settle } from './act-on-incoming.ts';

/** Kết thúc without a reported result: by the leader, or by the lead where the directive lets him. */
export async function completeIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: z.infer<typeof CompleteIncoming>,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.complete', objectId: id }, [{ place: 'Kết quả', text: body.note }]);
  return command(context, async (tx) => {
    const { row, parts, office, facts } = await loadVisible(tx, context, id);
    if (row.state === 'awaiting_result_approval') {
      throw conflict('incoming.result_open', 'Kết quả đang chờ duyệt. Duyệt hoặc trả lại kết quả thay vì kết thúc.');
    }
    if (!mayAct('complete', row.state)) {
      throw wrongState('complete', row.state);
    }
    incomingPolicies.authorize('incoming.complete', context.subject, facts);
    if (row.state === 'in_progress' && body.note === '') {
      const message = 'Chưa ghi kết quả hoặc lý do kết thúc. Văn bản đang có người xử lý nên phải ghi rõ để lưu vết.';
      throw invalid('incoming.reason_missing', message, [{ path: 'note', message }]);
    }
    const now = context.clock.now();
    await transitionIncoming(tx, row, 'complete', {
      done_at: now,
      ...(body.note !== '' && { result_text: body.note, result_by: context.subject.displayName, result_at: now }),
    });
    await finishParts(tx, context, parts, office);
    await clearIncomingNotices(tx, row);
    return settle(tx, context, ports, id, {
      audited: 'incoming.completed',
      detail: { from: row.state },
      movement: { kind: 'completed', text: body.note === '' ? 'Kết thúc' : `Kết thúc: ${body.note}` },
      status: { code: '06', note: body.note },
    });
  });
}
