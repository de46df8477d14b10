import type { IncomingAck } from '@congvu/contracts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { transitionIncoming } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, guardWords, loadForStep, settle } from './act-on-incoming.ts';
import { getLeader, presentedTo, tellLeader } from './register-incoming.ts';

/** Chuyển lãnh đạo; again to another one while nobody has directed. */
export async function presentIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: { positionId: string; note: string },
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.present', objectId: id }, [{ place: 'Ghi chú', text: body.note }]);
  return command(context, async (tx) => {
    const { row, office } = await loadForStep(tx, context, id, { act: 'present', action: 'incoming.present' });
    const leader = getLeader(office, body.positionId);
    await transitionIncoming(tx, row, 'present', presentedTo(context, leader));
    await clearIncomingNotices(tx, row);
    await tellLeader(tx, context, row, leader);
    const note = body.note === '' ? '' : `: ${body.note}`;
    return settle(tx, context, ports, id, {
      audited: 'incoming.presented',
      detail: { positionId: leader.positionId },
      movement: { kind: 'presented', text: `Chuyển ${leader.title} ${leader.fullName}${note}` },
    });
  });
}
