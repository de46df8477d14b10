import type { AmendmentAck } from '@congvu/contracts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret } from '#modules/documents';
import { listDispatches } from '#modules/interchange';
import { clearNotices, notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { outgoingLink, publishOutgoing } from '../amendments.notices.ts';
import { amendedPolicies, askedPolicies } from '../amendments.policy.ts';
import { listReceivers, transitionAmendment } from '../amendments.store.ts';
import { type AmendmentRow, amendmentTables } from '../amendments.tables.ts';
import { lockWithDocument } from '../load-amended.ts';
import { acknowledge, chooseRows, nobodyHasIt, sendOut } from './take-back.ts';

async function load(tx: Tx, context: ActingContext, id: string) {
  const { row: found, amended } = await lockWithDocument(tx, context, id);
  const { agency_id: agencyId, kind, state } = found;
  askedPolicies.authorize('amendments.consent', context.subject, { agencyId, kind, state });
  return { found, amended };
}

async function tellRequester(tx: Tx, context: ActingContext, row: AmendmentRow, text: string): Promise<void> {
  const link = outgoingLink(row.target_id);
  await clearNotices(tx, { agencyId: row.agency_id, link });
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: [row.requested_by_person_id],
    kind: 'amendments.consent_decided',
    text,
    link,
    reason: 'Người đề nghị lấy lại',
  });
}

async function chosenIds(tx: Tx, row: AmendmentRow): Promise<string[]> {
  const planned = await listReceivers(tx, row.agency_id, [row.id]);
  await amendmentTables(tx)
    .deleteFrom('amendment_receiver')
    .where('agency_id', '=', row.agency_id)
    .where('amendment_id', '=', row.id)
    .where('state', '=', 'planned')
    .execute();
  return planned.map((receiver) => receiver.dispatch_id);
}

/** The leader agrees: 13 goes to those of the chosen that still have the letter. */
export async function consentToTakeBack(context: ActingContext, id: string): Promise<AmendmentAck> {
  const { agencyId, displayName } = context.subject;
  return command(context, async (tx) => {
    const { found, amended } = await load(tx, context, id);
    amendedPolicies.authorize('amendments.take_back', context.subject, amended.facts);
    const row = await transitionAmendment(tx, found, 'consent', {
      consent_by: displayName,
      consent_at: context.clock.now(),
    });
    const chosen = chooseRows(await listDispatches(tx, agencyId, row.target_id), await chosenIds(tx, row));
    const { rows } = chosen;
    if (rows.length === 0) {
      throw nobodyHasIt();
    }
    await sendOut(tx, context, row, chosen);
    await tellRequester(
      tx,
      context,
      row,
      `${displayName} đồng ý lấy lại ${amended.document.name}; đã gửi ${rows.length} nơi nhận.`,
    );
    await publishOutgoing(tx, agencyId, [row.target_id]);
    return acknowledge(row, rows.length);
  });
}

/** The leader does not agree: nobody is asked, the letter stands. */
export async function declineTakeBack(context: ActingContext, id: string, reason: string): Promise<AmendmentAck> {
  const { agencyId, displayName } = context.subject;
  const door = { agencyId, name: 'amendments.decline', objectId: id };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: reason }] });
  return command(context, async (tx) => {
    const { found, amended } = await load(tx, context, id);
    const row = await transitionAmendment(tx, found, 'decline', {
      consent_by: displayName,
      consent_at: context.clock.now(),
      consent_reason: reason,
    });
    await record(tx, context, {
      action: 'amendments.take_back_declined',
      agencyId,
      objectKind: 'document',
      objectId: row.target_id,
      detail: { amendment: row.id },
    });
    await tellRequester(tx, context, row, `${displayName} không đồng ý lấy lại ${amended.document.name}: ${reason}`);
    await publishOutgoing(tx, agencyId, [row.target_id]);
    return acknowledge(row, 0);
  });
}
