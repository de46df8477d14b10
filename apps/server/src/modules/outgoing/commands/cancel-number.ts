import type { OutgoingAck } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, cancelNumber, guardAgainstStateSecret } from '#modules/documents';
import { type ActingContext, command } from '../../../platform/context.ts';
import { announce, noticeNext, outgoingTitle } from '../outgoing.notices.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import { acknowledge } from '../outgoing.presenter.ts';
import { lockOutgoing, outgoingFacts, transitionOutgoing } from '../outgoing.store.ts';
import type { OutgoingPorts } from '../ports.ts';

/** Gives a numbered document up for good: the number stays in the register with the reason, person and time. */
export async function cancelDocumentNumber(
  context: ActingContext,
  ports: OutgoingPorts,
  id: string,
  reason: string,
): Promise<z.infer<typeof OutgoingAck>> {
  const { agencyId, displayName } = context.subject;
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'outgoing.cancel_number', objectId: id },
    { texts: [{ place: 'Lý do', text: reason }] },
  );
  return command(context, async (tx) => {
    const before = await lockOutgoing(tx, agencyId, id);
    const { document } = before;
    outgoingPolicies.authorize('outgoing.cancel_number', context.subject, outgoingFacts(before.row));
    const row = await transitionOutgoing(tx, context, { agencyId, id }, 'cancel');
    await cancelNumber(tx, context, { agencyId, documentId: id, reason });
    const text = `Hủy số ${document.number_symbol}: ${reason}`;
    await addMovement(tx, context, { agencyId, documentId: id, kind: 'number_cancelled', text });
    await record(tx, context, {
      action: 'outgoing.number_cancelled',
      agencyId,
      objectKind: 'outgoing',
      objectId: id,
      detail: { numberSymbol: document.number_symbol, from: before.row.state },
    });
    await noticeNext(tx, context, { row }, [row.drafter_person_id, row.signer_person_id], {
      kind: 'outgoing.number_cancelled',
      text: `${displayName} hủy số ${document.number_symbol} của ${outgoingTitle(document)}: ${reason}`,
      reason: 'Người soạn, người ký văn bản',
    });
    const numberSymbol = document.number_symbol;
    await ports.documentMoved(tx, context, { agencyId, documentId: id, to: 'cancelled', numberSymbol });
    await announce(tx, { row, document });
    return acknowledge({ row, document });
  });
}
