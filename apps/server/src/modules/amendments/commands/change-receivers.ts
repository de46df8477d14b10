import type { AmendmentAck, ChangeReceivers } from '@congvu/contracts';
import { record } from '#modules/audit';
import { addMovement, guardAgainstStateSecret } from '#modules/documents';
import { type DispatchRow, listDispatches } from '#modules/interchange';
import { currentAgencyCode, findAgency } from '#modules/org';
import { addReceivers } from '#modules/outgoing';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publishOutgoing } from '../amendments.notices.ts';
import { amendedPolicies } from '../amendments.policy.ts';
import { insertAmendment } from '../amendments.store.ts';
import { lockAmended } from '../load-amended.ts';
import type { AmendmentsPorts } from '../ports.ts';
import { acknowledge, amendmentRow, chooseRows, nobodyHasIt, startTakeBack } from './take-back.ts';

interface Joining {
  agencyId: string;
  code: string;
  name: string;
}

async function joiningOf(tx: Tx, context: ActingContext, ids: readonly string[]): Promise<Joining[]> {
  const today = vietnamDate(context.clock.now());
  const joining: Joining[] = [];
  for (const [index, agencyId] of ids.entries()) {
    const agency = await findAgency(tx, agencyId);
    const isGone = agency === undefined || (agency.valid_to !== null && agency.valid_to < today);
    if (isGone || agencyId === context.subject.agencyId) {
      const message = 'Nơi nhận không còn trong danh bạ hoặc chính là cơ quan gửi. Chọn lại.';
      throw invalid('drafting.recipient_unknown', message, [{ path: `add.${index}`, message }]);
    }
    joining.push({ agencyId, name: agency.name, code: (await currentAgencyCode(tx, agencyId)) ?? '' });
  }
  return joining;
}

async function addMore(
  tx: Tx,
  context: ActingContext,
  ports: AmendmentsPorts,
  documentId: string,
  joining: readonly Joining[],
): Promise<DispatchRow[]> {
  const { agencyId } = context.subject;
  if (joining.length === 0) {
    return [];
  }
  const added = await ports.dispatchMore(tx, context, { agencyId, documentId, receivers: joining });
  await addReceivers(
    tx,
    { agencyId, id: documentId },
    added.map((row) => ({ agencyId: row.receiver_agency_id, name: row.receiver_name, code: row.receiver_code })),
  );
  return added;
}

/**
 * Cập nhật nơi nhận: the letter also goes to those who were forgotten, and is asked back from those who should not have got it. For
 * everybody else it stands as it is.
 */
export async function changeReceivers(
  context: ActingContext,
  ports: AmendmentsPorts,
  documentId: string,
  body: ChangeReceivers,
): Promise<AmendmentAck> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'amendments.change_receivers', objectId: documentId };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: body.reason }] });
  return command(context, async (tx) => {
    const { document, facts } = await lockAmended(tx, context, documentId);
    amendedPolicies.authorize('amendments.change_receivers', context.subject, facts);
    const { rows: dropped } = chooseRows(await listDispatches(tx, agencyId, documentId), body.dropDispatchIds);
    if (dropped.length !== new Set(body.dropDispatchIds).size) {
      throw nobodyHasIt();
    }
    const added = await addMore(tx, context, ports, documentId, await joiningOf(tx, context, body.add));
    if (added.length + dropped.length === 0) {
      throw invalid(
        'amendments.nothing_to_change',
        'Các nơi đã chọn đều có trong danh sách nhận, không có gì để thay đổi.',
      );
    }
    const { reason } = body;
    const note = { ...amendmentRow(context, documentId, reason, 'asked'), kind: 'update' as const };
    await insertAmendment(tx, note);
    // Who is dropped is asked for the letter itself, as in a recall (spec interchange §2.5).
    const chosen = { rows: dropped, isWhole: false };
    const row = dropped.length === 0 ? note : await startTakeBack(tx, context, { document, chosen, reason });
    const parts = [
      added.length === 0 ? '' : `thêm ${added.length} nơi nhận`,
      dropped.length === 0 ? '' : `lấy lại từ ${dropped.length} nơi`,
    ].filter((part) => part !== '');
    const text = `Cập nhật nơi nhận, ${parts.join(', ')}: ${body.reason}`;
    await addMovement(tx, context, { agencyId, documentId, kind: 'receivers_changed', text });
    await record(tx, context, {
      action: 'amendments.receivers_changed',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: {
        amendment: row.id,
        added: added.map((one) => one.receiver_code),
        dropped: dropped.map((one) => one.receiver_code),
      },
    });
    await publishOutgoing(tx, agencyId, [documentId]);
    return acknowledge(row, added.length + dropped.length);
  });
}
