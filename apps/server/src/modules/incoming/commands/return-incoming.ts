import type { IncomingAck } from '@congvu/contracts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { transitionIncoming } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, guardWords, loadForStep, settle } from './act-on-incoming.ts';

/** Trả lại nơi gửi with the reason, which the sender reads (Decree 30/2020 Art. 21 khoản 2; QĐ 28/2018 status 02). */
export async function returnIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  reason: string,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.return', objectId: id }, [{ place: 'Lý do trả lại', text: reason }]);
  return command(context, async (tx) => {
    const { row } = await loadForStep(tx, context, id, { act: 'return', action: 'incoming.return' });
    await transitionIncoming(tx, row, 'return', {
      returned_reason: reason,
      returned_by: context.subject.displayName,
      returned_at: context.clock.now(),
    });
    await clearIncomingNotices(tx, row);
    return settle(tx, context, ports, id, {
      audited: 'incoming.returned',
      detail: { from: row.state, arrivalNumber: row.arrival_number },
      movement: { kind: 'returned', text: `Trả lại nơi gửi: ${reason}` },
      status: { code: '02', note: reason },
    });
  });
}
