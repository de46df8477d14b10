import type { AmendmentAck, AskAgain } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, guardAgainstStateSecret } from '#modules/documents';
import { setChange } from '#modules/interchange';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { publishOutgoing } from '../amendments.notices.ts';
import { askedPolicies } from '../amendments.policy.ts';
import { changeReceiver, listReceivers } from '../amendments.store.ts';
import { verbOf } from '../amendments.words.ts';
import { sendTakeBack } from '../exchange/ask-receivers.ts';
import { lockWithDocument } from '../load-amended.ts';
import { acknowledge } from './take-back.ts';

/** Refused may be asked again (spec interchange §5, event 16): a further round, by 13, with its own reason. */
export async function askAgain(
  context: ActingContext,
  id: string,
  body: z.output<typeof AskAgain>,
): Promise<AmendmentAck> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'amendments.ask_again', objectId: id };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: body.reason }] });
  return command(context, async (tx) => {
    const { row } = await lockWithDocument(tx, context, id);
    const chosen = (await listReceivers(tx, agencyId, [id])).filter((one) =>
      body.dispatchIds.includes(one.dispatch_id),
    );
    if (chosen.length !== new Set(body.dispatchIds).size) {
      throw conflict('amendments.receiver_not_asked', 'Có nơi nhận không thuộc yêu cầu này. Tải lại rồi chọn lại.');
    }
    for (const { state } of chosen) {
      askedPolicies.authorize('amendments.ask_again', context.subject, {
        agencyId,
        kind: row.kind,
        state: row.state,
        ask: state,
      });
    }
    const dispatchIds = chosen.map((one) => one.dispatch_id);
    const askedAt = context.clock.now().toISOString();
    for (const receiver of chosen) {
      const round = {
        round: receiver.rounds.length + 1,
        askedAt,
        reason: body.reason,
        answer: null,
        answeredAt: null,
        note: '',
      };
      await changeReceiver(tx, receiver, {
        state: 'asked',
        rounds: [...receiver.rounds, { ...round, byStatus: true }],
      });
    }
    // Counted among what was asked before it goes: its round is the number of the message.
    await sendTakeBack(tx, context, { agencyId, documentId: row.target_id, dispatchIds, reason: body.reason });
    await setChange(tx, context, { agencyId, dispatchIds, change: 'requested', kind: 'recall', note: body.reason });
    const documentId = row.target_id;
    const text = `Yêu cầu lại ${chosen.length} nơi nhận ${verbOf(row.kind)}: ${body.reason}`;
    await addMovement(tx, context, { agencyId, documentId, kind: 'asked_again', text });
    await record(tx, context, {
      action: 'amendments.asked_again',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { amendment: id, receivers: chosen.map((one) => one.receiver_code) },
    });
    await publishOutgoing(tx, agencyId, [documentId]);
    return acknowledge(row, chosen.length);
  });
}
