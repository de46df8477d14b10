import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import type { OutboxRow } from '../interchange.tables.ts';
import { requeueOutbox } from '../outbox/outbox.store.ts';
import { wakeSender } from '../outbox/wake.ts';
import { resendWithin } from './resend-dispatches.ts';

interface Dead {
  id: string;
  kind: OutboxRow['kind'];
  message_id: string;
  receiver_code: string;
  document_id: string;
  dispatch_id: string | null;
}

/** The rows of the list: a letter that went another way since is no dead letter any more. */
async function loadDead(tx: Tx, agencyId: string, ids: readonly string[]): Promise<Dead[]> {
  const rows = await rawQuery<Dead>(
    tx,
    `select parcel.id, parcel.kind, parcel.message_id, parcel.receiver_code, message.document_id, dispatch.id as dispatch_id
     from interchange_outbox parcel
     join interchange_message message on message.agency_id = parcel.agency_id and message.id = parcel.message_id
     left join interchange_dispatch dispatch on parcel.kind = 'document' and dispatch.agency_id = parcel.agency_id
       and dispatch.message_id = parcel.message_id and dispatch.receiver_code = parcel.receiver_code
     where parcel.agency_id = $1 and parcel.id = any($2::uuid[]) and parcel.state = 'failed'
       and (parcel.kind = 'status' or dispatch.state = 'failed')`,
    [agencyId, ids],
  );
  if (rows.length < ids.length) {
    throw notFound(
      'interchange.dispatch_not_found',
      'Không tìm thấy lần gửi này, hoặc đã được gửi lại. Tải lại danh sách.',
    );
  }
  return rows;
}

async function retryStatuses(tx: Tx, context: ActingContext, rows: readonly Dead[]): Promise<number> {
  const { agencyId } = context.subject;
  const keys = rows.map((row) => ({ messageId: row.message_id, receiverCode: row.receiver_code }));
  const queued = await requeueOutbox(tx, agencyId, keys, context.clock.now(), ['failed']);
  if (queued < rows.length) {
    throw conflict('interchange.wrong_state', 'Trạng thái này vừa được gửi lại ở nơi khác. Tải lại để xem.');
  }
  for (const row of rows) {
    await record(tx, context, {
      action: 'interchange.status_resent',
      agencyId,
      objectKind: 'document',
      objectId: row.document_id,
      detail: { receiver: row.receiver_code },
    });
    await wakeSender(tx, row.message_id);
  }
  return queued;
}

/** Gửi lại thư chết: the very same bytes once more, letters by their dispatch, statuses by their parcel; all of them or none. */
export async function retryDeadLetters(context: ActingContext, wanted: readonly string[]): Promise<{ queued: number }> {
  const { agencyId } = context.subject;
  dispatchPolicies.authorize('interchange.resend', context.subject, {
    agencyId,
    state: 'failed',
    onPaper: false,
    isSettled: false,
  });
  return command(context, async (tx) => {
    const rows = await loadDead(tx, agencyId, [...new Set(wanted)]);
    const statuses = rows.filter((row) => row.kind === 'status');
    const dispatchIds = rows.flatMap((row) => row.dispatch_id ?? []);
    const queued = statuses.length === 0 ? 0 : await retryStatuses(tx, context, statuses);
    const letters = dispatchIds.length === 0 ? 0 : await resendWithin(tx, context, dispatchIds);
    return { queued: queued + letters };
  });
}
