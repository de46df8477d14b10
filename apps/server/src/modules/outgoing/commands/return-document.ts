import type { OutgoingAck } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, cancelNumber, getDocument, guardAgainstStateSecret, updateDocument } from '#modules/documents';
import { takeBackHandedOver } from '#modules/drafting';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { outgoingLink } from '../outgoing.notices.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import { acknowledge } from '../outgoing.presenter.ts';
import { lockOutgoing, outgoingFacts, transitionOutgoing } from '../outgoing.store.ts';
import type { OutgoingPorts } from '../ports.ts';
import { restoreAttachments } from '../purposes/attachments.store.ts';

/**
 * Back to the drafter with a reason: the signer before signing, the clerk after. A number already bound stays in the register,
 * cancelled with the reason, and is never given again (Decree 30/2020 Art. 15).
 */
export async function returnDocument(
  context: ActingContext,
  ports: OutgoingPorts,
  id: string,
  reason: string,
): Promise<z.infer<typeof OutgoingAck>> {
  const { agencyId, displayName } = context.subject;
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'outgoing.return', objectId: id },
    { texts: [{ place: 'Lý do', text: reason }] },
  );
  return command(context, async (tx) => {
    const before = await lockOutgoing(tx, agencyId, id);
    outgoingPolicies.authorize('outgoing.return', context.subject, outgoingFacts(before.row));
    const row = await transitionOutgoing(tx, context, { agencyId, id }, 'return', {
      returned_reason: reason,
      returned_by: displayName,
      returned_at: context.clock.now(),
    });
    await restoreAttachments(tx, { agencyId, documentId: id });
    const cancelled = before.document.number_symbol;
    if (cancelled !== '') {
      await cancelNumber(tx, context, { agencyId, documentId: id, reason });
      await updateDocument(tx, agencyId, id, { number: null, number_symbol: '', issued_on: null, document_code: '' });
    }
    const step = before.row.state === 'awaiting_signature' ? 'Ký' : 'Cấp số, đóng dấu';
    await clearNotices(tx, { agencyId, link: outgoingLink(id) });
    await takeBackHandedOver(tx, context, { agencyId, id }, reason, step);
    const note = cancelled === '' ? '' : `, hủy số ${cancelled}`;
    await addMovement(tx, context, { agencyId, documentId: id, kind: 'returned', text: `Trả lại${note}: ${reason}` });
    await record(tx, context, {
      action: 'outgoing.returned',
      agencyId,
      objectKind: 'outgoing',
      objectId: id,
      detail: { from: before.row.state, cancelledNumber: cancelled === '' ? null : cancelled },
    });
    await ports.documentMoved(tx, context, { agencyId, documentId: id, to: 'returned', numberSymbol: '' });
    await publish(tx, { topic: 'outgoing', agencyId, ids: [id] });
    return acknowledge({ row, document: await getDocument(tx, agencyId, id) });
  });
}
