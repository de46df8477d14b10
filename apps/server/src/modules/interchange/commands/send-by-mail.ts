import { record } from '#modules/audit';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { lockDispatches, saveChanges } from '../dispatch.store.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { dispatchFacts } from '../interchange.presenter.ts';
import { stepDispatch } from '../interchange.states.ts';
import { interchangeTables } from '../interchange.tables.ts';
import { announceFailure } from '../outbox/settle-failure.ts';
import { actWithin } from './act-on-dispatches.ts';

/** The letter and the receiver a mail would be for. */
export interface DispatchToMail {
  id: string;
  documentId: string;
  receiverName: string;
  typeName: string;
  numberSymbol: string;
  abstract: string;
  issuedOn: string | null;
}

/** @throws AppError 404, 403 `interchange.send_by_mail.forbidden` for a receiver that has the letter or gets it over a carrier */
export async function findDispatchToMail(db: Db | Tx, context: ActingContext, id: string): Promise<DispatchToMail> {
  const row = await interchangeTables(db)
    .selectFrom('interchange_dispatch')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('interchange.dispatch_not_found', 'Không tìm thấy lần gửi này. Tải lại danh sách.');
  }
  dispatchPolicies.authorize('interchange.send_by_mail', context.subject, dispatchFacts(row));
  return {
    id,
    documentId: row.document_id,
    receiverName: row.receiver_name,
    typeName: row.type_name,
    numberSymbol: row.number_symbol,
    abstract: row.abstract,
    issuedOn: row.issued_on,
  };
}

async function setMailedTo(tx: Tx, agencyId: string, id: string, address: string): Promise<void> {
  await interchangeTables(tx)
    .updateTable('interchange_dispatch')
    .set({ mailed_to: address })
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .execute();
}

/** In the transaction that hands the mail over: from here on nothing else goes to this receiver, as after paper. */
export async function markSentByMail(
  tx: Tx,
  context: ActingContext,
  { id, address }: { id: string; address: string },
): Promise<void> {
  const at = context.clock.now();
  const note = `Gửi thư điện tử công vụ tới ${address}`;
  await actWithin(tx, context, {
    ids: [id],
    action: 'interchange.send_by_mail',
    audited: 'interchange.sent_by_mail',
    detail: { address },
    change: (row) => {
      const step = stepDispatch(row.state, 'sent_by_mail');
      return step.kind === 'move'
        ? {
            row: {
              ...row,
              state: step.to,
              on_paper: true,
              note,
              error_code: '',
              sent_at: row.sent_at ?? at,
              changed_at: at,
            },
            event: { state: step.to, at, note },
          }
        : undefined;
    },
    afterwards: () => setMailedTo(tx, context.subject.agencyId, id, address),
  });
}

/** The mail did not get there, or was taken back in time: the receiver waits again, with the reason. Said twice it is said once. */
export async function closeMailed(
  tx: Tx,
  context: Context,
  mailed: { agencyId: string; id: string; reason: string; failed: boolean },
): Promise<void> {
  const { agencyId, id, reason, failed } = mailed;
  const [row] = await lockDispatches(tx, agencyId, [id]);
  if (row === undefined || row.mailed_to === '') {
    return;
  }
  const step = stepDispatch(row.state, 'mail_returned');
  if (step.kind !== 'move') {
    return;
  }
  const at = context.clock.now();
  const changed = { ...row, state: step.to, on_paper: false, note: reason, sent_at: null, changed_at: at };
  await saveChanges(tx, agencyId, [{ row: changed, event: { state: step.to, at, note: reason } }]);
  await setMailedTo(tx, agencyId, id, '');
  await record(tx, context, {
    action: 'interchange.mail_returned',
    agencyId,
    objectKind: 'document',
    objectId: row.document_id,
    detail: { dispatchId: id, address: row.mailed_to, failed },
  });
  if (failed) {
    await announceFailure(tx, context, { row: changed });
  }
  await publish(tx, { topic: 'interchange', agencyId, ids: [row.document_id] });
  await publish(tx, { topic: 'outgoing', agencyId, ids: [row.document_id] });
}
